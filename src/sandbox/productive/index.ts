import { createLimiter } from "../limiter.ts";
import type { Service } from "../message.ts";
import type { ProductiveOptions } from "../options.ts";
import { tokenOf } from "./auth.ts";
import { mediaType, problem, tooMany } from "./errors.ts";
import { loginRoutes } from "./login.ts";
import { mintRoutes } from "./mint.ts";
import { sessionRoutes } from "./sessions.ts";
import { addMany, createState, type NewSession, type ProductiveState, seed } from "./state.ts";
import { userRoutes } from "./users.ts";

export interface Productive {
  readonly service: Service;
  readonly state: ProductiveState;
  /** User sessions; machine tokens have no end. */
  expireTokens(now: number): void;
  addSessions(count: number, of: Partial<NewSession>, now: number): void;
}

/** 100 requests in 10 s and 4,000 in 30 min (PR-REF). */
const documentedLimits = [
  { count: 100, ms: 10_000 },
  { count: 4_000, ms: 1_800_000 },
];

export function createProductive(options: ProductiveOptions, rateLimits: boolean, now: number): Productive {
  const state = createState();
  seed(state, now);
  const limit = createLimiter(rateLimits ? documentedLimits : []);
  const service: Service = {
    id: "productive",
    base: "/productive/api/v2",
    headers: ["x-auth-token", "x-organization-id"],
    secretHeaders: ["x-auth-token"],
    contentType: {
      accepts: (value) => value.trim().toLowerCase() === mediaType,
      always: ["POST", "PUT", "PATCH", "DELETE"],
    },
    routes: [
      ...loginRoutes(state, options),
      ...sessionRoutes(state),
      ...mintRoutes(state),
      ...userRoutes(state),
    ],
    gate(call) {
      const wait = limit(tokenOf(call) ?? "", call.now);
      return wait === null ? null : tooMany(wait);
    },
    problem,
  };
  return {
    service,
    state,
    expireTokens: state.expireAll,
    addSessions: (count, of, at) => addMany(state, count, of, at),
  };
}
