import type { Service } from "../message.ts";
import type { BabelOptions } from "../options.ts";
import type { Door } from "./auth.ts";
import { problem } from "./errors.ts";
import { keyRoutes } from "./keys.ts";
import { loginRoutes } from "./login.ts";
import { type BabelState, createState } from "./state.ts";
import { swaggerRoutes } from "./swagger.ts";

export interface Babel {
  readonly service: Service;
  readonly state: BabelState;
  expireTokens(): void;
}

/** ApiKeyCacheDuration of the vendor's configuration. */
const documentedKeyCache = 180_000;

/** Below a path of its own, as behind an operator's reverse proxy. */
export function createBabel(options: BabelOptions, now: number): Babel {
  const state = createState(options.keyCacheMs ?? documentedKeyCache, now);
  const keyHeader = (options.apiKeyHeader ?? "x-api-key").toLowerCase();
  const door: Door = { state, keyHeader };
  return {
    state,
    expireTokens: state.endAll,
    service: {
      id: "babel",
      base: "/licensing",
      headers: ["authorization", keyHeader],
      secretHeaders: ["authorization", keyHeader],
      contentType: {
        accepts: (value) =>
          /^application\/(json|json-patch\+json)(\s*;\s*charset=utf-8)?$/i.test(value.trim()),
        always: [],
      },
      routes: [...loginRoutes(door, options), ...keyRoutes(door), ...swaggerRoutes(options)],
      problem,
    },
  };
}
