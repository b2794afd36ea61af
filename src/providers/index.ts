import type { KnownProvider, ProviderDefinition } from "../core/provider.ts";
import { info as amity } from "./amity/info.ts";
import { info as babel } from "./babel/info.ts";
import { info as pixwel } from "./pixwel/info.ts";
import { info as productive } from "./productive/info.ts";

export interface ProviderEntry extends KnownProvider {
  load(): Promise<ProviderDefinition>;
}

/**
 * Every API that fob knows, in the order in which they are shown, the alphabet's; only the one that is used is loaded.
 * A new one is a folder and an entry here.
 */
export const providers: readonly ProviderEntry[] = [
  {
    get info() {
      return amity;
    },
    load: async () => (await import("./amity/index.ts")).amity,
  },
  {
    get info() {
      return babel;
    },
    load: async () => (await import("./babel/index.ts")).babel,
  },
  {
    get info() {
      return pixwel;
    },
    load: async () => (await import("./pixwel/index.ts")).pixwel,
  },
  {
    get info() {
      return productive;
    },
    load: async () => (await import("./productive/index.ts")).productive,
  },
];
