import type { ProviderDefinition } from "../core/provider.ts";
import { amity } from "./amity/index.ts";
import { babel } from "./babel/index.ts";
import { pixwel } from "./pixwel/index.ts";
import { productive } from "./productive/index.ts";

/** Every API that fob knows, in the order in which they are shown. A new one is a folder and a line here. */
export const providers: readonly ProviderDefinition[] = [amity, babel, pixwel, productive];
