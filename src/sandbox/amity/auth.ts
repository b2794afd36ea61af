import { type Call, forbiddenBy, type Reply, type Route } from "../message.ts";
import type { AmityNetwork } from "./accounts.ts";
import { banned, problem, unauthorized } from "./errors.ts";
import type { AmitySession, AmityState } from "./state.ts";

export type Caller =
  | { readonly kind: "user"; readonly network: AmityNetwork; readonly session: AmitySession }
  | { readonly kind: "admin"; readonly network: AmityNetwork };

/** A route for those with an access token or an administrator's. */
export function withBearer(
  state: AmityState,
  route: Omit<Route, "handle"> & { handle(call: Call, caller: Caller): Reply },
): Route {
  return {
    ...route,
    headers: ["authorization"],
    handle(call) {
      const caller = callerOf(state, call);
      return "status" in caller ? caller : route.handle(call, caller);
    },
  };
}

function callerOf(state: AmityState, call: Call): Caller | Reply {
  const { authorization } = call.headers;
  if (authorization === undefined) return unauthorized;
  const [, token] = /^Bearer (\S+)$/.exec(authorization) ?? [];
  if (token === undefined) {
    return forbiddenBy({ problem }, 400, "the form of Authorization is not documented");
  }
  const network = state.adminOf(token);
  if (network !== null) return { kind: "admin", network };
  const session = state.session(token, call.now);
  if (session === null) return unauthorized;
  return session.user.banned ? banned : { kind: "user", network: session.user.network, session };
}
