import { type Call, forbiddenBy, json, type Reply, type Route } from "../message.ts";
import type { PixwelOptions } from "../options.ts";
import { basicAccount, cookieName, problem, signedIn, unauthorized } from "./auth.ts";
import { sessionBody } from "./shape.ts";
import type { PixwelState } from "./state.ts";
import { listedUser, sessionUser } from "./user.ts";

export function pixwelRoutes(state: PixwelState, base: string, options: PixwelOptions): readonly Route[] {
  return [
    {
      method: "POST",
      path: /^\/session$/,
      query: ["fields"],
      headers: ["authorization"],
      body: sessionBody,
      handle: (call) => login(state, base, options, call),
    },
    signedIn(state, {
      method: "GET",
      path: /^\/session\/guest$/,
      query: ["fields"],
      handle: (call, account) => json(200, [picked(sessionUser(account, state.isVerified(account)), call)]),
    }),
    signedIn(state, {
      method: "GET",
      path: /^\/users$/,
      query: ["fields"],
      handle: (call) => userList(state, call),
    }),
    signedIn(state, {
      method: "GET",
      path: /^\/users\/(?<id>[^/]+)$/,
      query: ["fields"],
      headers: ["authorization", "cookie"],
      handle(call) {
        const account = state.accounts.find((one) => one.id === call.params.id);
        return account === undefined
          ? problem(404, "No such user.")
          : json(200, picked(listedUser(account), call));
      },
    }),
  ];
}

/** Only a user name and password log in; a token is for the calls afterwards. */
function login(state: PixwelState, base: string, options: PixwelOptions, call: Call): Reply {
  const { authorization } = call.headers;
  if (authorization === undefined) return unauthorized;
  const basic = basicAccount(state, authorization);
  if ("stray" in basic) return basic.stray;
  const { account } = basic;
  if (account === null) return unauthorized;
  const verified = state.isVerified(account);
  if (!verified) state.sendLink(account, call.now);
  const reply = json(200, picked(sessionUser(account, account.enforced2fa && verified), call));
  if (!verified || !account.setsCookie) return reply;
  const maxAge = options.cookieMaxAgeS;
  const id = state.openSession(account, maxAge === undefined ? null : call.now + maxAge * 1000);
  const age = maxAge === undefined ? "" : `; Max-Age=${maxAge}`;
  return { ...reply, headers: { "set-cookie": `${cookieName}=${id}; Path=${base}; HttpOnly${age}` } };
}

function userList(state: PixwelState, call: Call): Reply {
  const header = call.headers["x-range"];
  const [, first, last] =
    /^resources=(\d{1,9})-(\d{1,9})$/.exec(typeof header === "string" ? header : "") ?? [];
  if (first === undefined || Number(last) < Number(first)) {
    return forbiddenBy({ problem }, 400, "X-Range is due as resources=FIRST-LAST");
  }
  const rows = state.accounts.slice(Number(first), Number(last) + 1);
  return json(
    200,
    rows.map((account) => picked(listedUser(account), call)),
  );
}

function picked(user: object, call: Call): object {
  const fields = call.query.get("fields")?.split(",");
  return fields === undefined
    ? user
    : Object.fromEntries(Object.entries(user).filter(([name]) => fields.includes(name)));
}
