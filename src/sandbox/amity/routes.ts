import { type Call, forbiddenBy, json, type Reply, type Route } from "../message.ts";
import { type Caller, withBearer } from "./auth.ts";
import { permissionDenied, problem, userNotFound } from "./errors.ts";
import { lastCachePurge } from "./register.ts";
import type { AmityState } from "./state.ts";
import { shownFiles, shownUser } from "./user.ts";

const year = 365 * 86_400_000;
const done = json(200, { success: true });

export function bearerRoutes(state: AmityState): readonly Route[] {
  return [
    withBearer(state, {
      method: "GET",
      path: /^\/api\/v3\/sessions$/,
      handle: () => json(200, { lastCachePurge }),
    }),
    withBearer(state, {
      method: "DELETE",
      path: /^\/api\/v4\/sessions$/,
      query: ["userId", "isPublic"],
      handle: (call, caller) => revoke(state, call, caller),
    }),
    withBearer(state, {
      method: "DELETE",
      path: /^\/api\/v4\/sessions\/users\/(?<userId>[^/]+)$/,
      query: ["isPublic"],
      handle: (call, caller) => revokeUser(state, caller, call.params.userId ?? ""),
    }),
    withBearer(state, {
      method: "GET",
      path: /^\/api\/v3\/users\/(?<userId>[^/]+)$/,
      query: ["type"],
      handle: (call, caller) => userReply(state, call, caller),
    }),
    withBearer(state, {
      method: "POST",
      path: /^\/api\/v1\/admin-token$/,
      handle: (call, caller) => rotate(state, call, caller),
    }),
  ];
}

/** Without a userId: the caller's own session alone, and an administrator has none. */
function revoke(state: AmityState, call: Call, caller: Caller): Reply {
  const userId = call.query.get("userId");
  if (userId !== null) return revokeUser(state, caller, userId);
  if (caller.kind === "admin")
    return forbiddenBy({ problem }, 400, "userId is due with an administrator's token");
  state.end(caller.session);
  return done;
}

function revokeUser(state: AmityState, caller: Caller, userId: string): Reply {
  if (caller.kind !== "admin") return permissionDenied;
  const user = state.user(caller.network, userId);
  if (user === null) return userNotFound;
  state.endAllOf(user);
  return done;
}

function userReply(state: AmityState, call: Call, caller: Caller): Reply {
  const type = call.query.get("type") ?? "public";
  if (type !== "public" && type !== "internal")
    return forbiddenBy({ problem }, 400, "type is public or internal");
  const user = state.user(caller.network, call.params.userId ?? "");
  return user === null ? userNotFound : json(200, { users: [shownUser(user)], files: shownFiles(user) });
}

function rotate(state: AmityState, call: Call, caller: Caller): Reply {
  if (caller.kind !== "admin") return permissionDenied;
  return json(200, {
    adminToken: state.rotateAdmin(caller.network),
    issuedAt: new Date(call.now).toISOString(),
    expiresAt: new Date(call.now + year).toISOString(),
  });
}
