import type { Call, Reply, Route } from "../message.ts";
import { invalid, notSecure, wrongServerKey } from "./errors.ts";
import type { AmityState } from "./state.ts";

/** Both ways to an authentication token; the older answers with a JSON string, the newer with bare text. */
export function authTokenRoutes(state: AmityState): readonly Route[] {
  return [
    {
      method: "POST",
      path: /^\/api\/v4\/authentication\/token$/,
      headers: ["x-server-key"],
      body: { userId: "text" },
      handle: (call) => minted(state, call, call.body.userId, bareText),
    },
    {
      method: "GET",
      path: /^\/api\/v3\/authentication\/token$/,
      headers: ["x-server-key"],
      query: ["userId"],
      handle: (call) => minted(state, call, call.query.get("userId"), jsonText),
    },
  ];
}

function minted(state: AmityState, call: Call, userId: unknown, write: (token: string) => Reply): Reply {
  const network = state.networks.find((one) => one.serverKey === call.headers["x-server-key"]);
  if (network === undefined) return wrongServerKey;
  if (typeof userId !== "string" || userId.length < 1 || userId.length > 50) {
    return invalid(["userId length must be 1 to 50"]);
  }
  return network.secure ? write(state.mintAuthToken(network, userId, call.now)) : notSecure;
}

function bareText(token: string): Reply {
  return { status: 200, type: "text/plain; charset=utf-8", body: token };
}

function jsonText(token: string): Reply {
  return { status: 200, type: "application/json; charset=utf-8", body: JSON.stringify(token) };
}
