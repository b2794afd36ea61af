import { type Call, forbiddenBy, type Reply, type Route } from "../message.ts";
import type { BabelAccount } from "./accounts.ts";
import { forbidden, problem, unauthorized } from "./errors.ts";
import type { BabelState } from "./state.ts";

/** The bits of a key's permissions (BL-KEYS). */
export const permission = { read: 1, write: 2, delete: 4 } as const;

export interface Caller {
  readonly account: BabelAccount;
  /** Null where there was none. */
  readonly token: string | null;
  /** Whether the key that was sent, or else the user, may do this. */
  may(bit: number): boolean;
}

export interface Door {
  readonly state: BabelState;
  /** The header that carries the key, lower case. */
  readonly keyHeader: string;
}

/** The key that was sent: undefined for none, null for one that is not known. */
export function sentKey(door: Door, call: Call): ReturnType<BabelState["keyOf"]> | undefined {
  const value = call.headers[door.keyHeader];
  return typeof value === "string" ? door.state.keyOf(value, call.now) : undefined;
}

/** A route for a token, a key or both; where both are sent, both must be good. */
export function signedIn(
  door: Door,
  needs: number,
  route: Omit<Route, "handle"> & { handle(call: Call, caller: Caller): Reply },
): Route {
  return {
    ...route,
    headers: ["authorization", door.keyHeader],
    handle(call) {
      const caller = callerOf(door, call);
      if ("status" in caller) return caller;
      return caller.may(needs) ? route.handle(call, caller) : forbidden;
    },
  };
}

function callerOf(door: Door, call: Call): Caller | Reply {
  const key = sentKey(door, call);
  const { authorization } = call.headers;
  const [, token] = /^Bearer (\S+)$/.exec(authorization ?? "") ?? [];
  if (authorization !== undefined && token === undefined) {
    return forbiddenBy({ problem }, 400, "the form of Authorization is not documented");
  }
  const byToken = token === undefined ? undefined : door.state.byToken(token, call.now);
  if (key === null || byToken === null) return unauthorized;
  const account = byToken ?? door.state.accounts.find((one) => one.id === key?.ownerId);
  if (account === undefined) return unauthorized;
  const permissions = key?.permissions ?? account.permissions;
  return { account, token: token ?? null, may: (bit) => (permissions & bit) === bit };
}
