import type { Call, Reply, Route } from "../message.ts";
import { denied, unauthenticated } from "./errors.ts";
import type { StoredSession } from "./session.ts";
import type { ProductiveState } from "./state.ts";

export function tokenOf(call: Call): string | null {
  const header = call.headers["x-auth-token"];
  return typeof header === "string" ? header : null;
}

/** A route for those who hold a token that is live and has had its code. */
export function signedIn(
  state: ProductiveState,
  route: Omit<Route, "handle"> & { handle(call: Call, session: StoredSession): Reply },
): Route {
  return {
    ...route,
    handle(call) {
      const token = tokenOf(call);
      const session = token === null ? null : state.byToken(token);
      if (session === null || !isLive(session, call.now)) return unauthenticated;
      if (!mayUse(state, session, call)) return denied;
      if (call.method !== "GET" && session.readOnly) return denied;
      state.touch(session, call.now);
      return route.handle(call, session);
    },
  };
}

function isLive(session: StoredSession, now: number): boolean {
  return session.codeDueBy === null && (session.expiresAt === null || now < session.expiresAt);
}

/** An organization is named by its id, and only one's own can be. */
function mayUse(state: ProductiveState, session: StoredSession, call: Call): boolean {
  const asked = call.headers["x-organization-id"];
  const account = state.accounts.find((one) => one.userId === session.userId);
  return asked === undefined || account?.organizationIds.some((id) => String(id) === asked) === true;
}
