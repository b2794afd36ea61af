import { signJwt } from "../made-up.ts";
import { type Call, forbiddenBy, json, type Reply, type Route } from "../message.ts";
import { signedIn } from "./auth.ts";
import { invalid, problem } from "./errors.ts";
import { browserOf, inside, sessionReply, text } from "./login.ts";
import type { StoredSession } from "./session.ts";
import type { ProductiveState } from "./state.ts";

export function mintRoutes(state: ProductiveState): readonly Route[] {
  return [
    signedIn(state, {
      method: "POST",
      path: /^\/sessions\/machine$/,
      body: { data: { type: "text", attributes: { name: "text", read_only: "flag" } } },
      handle: (call, session) => mintMachineToken(state, call, session),
    }),
    signedIn(state, {
      method: "POST",
      path: /^\/sessions\/jwt$/,
      query: ["expires_in"],
      handle: mintJwt,
    }),
  ];
}

function mintMachineToken(state: ProductiveState, call: Call, session: StoredSession): Reply {
  const attributes = inside(call.body, "data", "attributes");
  const name = text(attributes, "name") ?? "";
  if (name.trim() === "") return invalid("data/attributes/name", "can't be blank");
  const minted = state.add(
    {
      userId: session.userId,
      name,
      machine: true,
      readOnly: attributes.read_only === true,
      lastIp: "127.0.0.1",
      location: "",
      browser: browserOf(call),
    },
    call.now,
  );
  return sessionReply(201, minted);
}

/** A minute where none is asked for; the documents show no answer to anything else. */
function mintJwt(call: Call, session: StoredSession): Reply {
  const seconds = call.query.get("expires_in") ?? "60";
  if (!/^[1-9]\d{0,8}$/.test(seconds))
    return forbiddenBy({ problem }, 400, "expires_in is no number of seconds");
  const payload = {
    user_id: session.userId,
    exp: Math.floor(call.now / 1000) + Number(seconds),
    type: "read-only",
  };
  return json(201, { jwt: signJwt({ alg: "HS256" }, payload), payload });
}
