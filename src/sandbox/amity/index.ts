import { createLimiter } from "../limiter.ts";
import type { Service } from "../message.ts";
import type { AmityOptions } from "../options.ts";
import { authTokenRoutes } from "./auth-token.ts";
import { problem, tooMany } from "./errors.ts";
import { registerRoutes } from "./register.ts";
import { bearerRoutes } from "./routes.ts";
import { type AmityState, createState } from "./state.ts";

export interface Amity {
  readonly service: Service;
  readonly state: AmityState;
  expireTokens(now: number): void;
}

/** 100 requests in 5 s for one user, all devices together (AM-FAQ). */
const documentedLimits = [{ count: 100, ms: 5_000 }];

export function createAmity(options: AmityOptions, rateLimits: boolean, now: number): Amity {
  const state = createState(now);
  const limit = createLimiter(rateLimits ? documentedLimits : []);
  const service: Service = {
    id: "amity",
    base: "/amity",
    headers: ["authorization", "x-api-key", "x-server-key", "set-access-token-cookie"],
    secretHeaders: ["authorization", "x-api-key", "x-server-key"],
    contentType: {
      accepts: (value) => /^application\/json(\s*;\s*charset=utf-8)?$/i.test(value.trim()),
      always: [],
    },
    routes: [...registerRoutes(state, options), ...authTokenRoutes(state), ...bearerRoutes(state)],
    gate(call) {
      const token = call.headers.authorization?.replace(/^Bearer /, "") ?? "";
      const user = state.session(token, call.now)?.user.userId ?? String(call.body.userId ?? "");
      const wait = limit(user, call.now);
      return wait === null ? null : tooMany(wait);
    },
    problem,
  };
  return { service, state, expireTokens: state.expireAll };
}
