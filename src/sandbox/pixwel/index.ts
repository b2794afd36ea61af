import type { Service } from "../message.ts";
import type { PixwelOptions } from "../options.ts";
import { problem } from "./auth.ts";
import { pixwelRoutes } from "./routes.ts";
import { createState, type PixwelState } from "./state.ts";

export interface Pixwel {
  readonly service: Service;
  readonly state: PixwelState;
  expireTokens(): void;
}

export function createPixwel(options: PixwelOptions): Pixwel {
  const state = createState();
  const base = "/pixwel/api";
  return {
    state,
    expireTokens: state.endAll,
    service: {
      id: "pixwel",
      base,
      headers: ["authorization", "cookie", "x-range"],
      secretHeaders: ["authorization", "cookie"],
      contentType: {
        accepts: (value) => /^application\/json(\s*;\s*charset=utf-8)?$/i.test(value.trim()),
        always: [],
      },
      routes: pixwelRoutes(state, base, options),
      problem,
    },
  };
}
