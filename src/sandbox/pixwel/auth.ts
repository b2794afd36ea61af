import { type Call, forbiddenBy, json, type Reply, type Route } from "../message.ts";
import type { PixwelAccount } from "./accounts.ts";
import type { PixwelState } from "./state.ts";

export const cookieName = "pixwel.sid";

/** No document shows an error of this API. */
export function problem(status: number, message: string): Reply {
  return json(status, { error: status, message });
}

export const unauthorized: Reply = {
  ...problem(401, "Invalid username or password."),
  headers: { "www-authenticate": 'Basic realm="Pixwel"' },
};

const unverified = problem(403, "Two-factor verification is required: follow the link in the e-mail.");

export type Basic = { readonly account: PixwelAccount | null } | { readonly stray: Reply };

/** Whom the Authorization header names by user name and password; null where they are wrong. */
export function basicAccount(state: PixwelState, header: string): Basic {
  const match = /^Basic ([A-Za-z0-9+/]+={0,2})$/.exec(header);
  const [username, password] = pair(Buffer.from(match?.[1] ?? "", "base64").toString("utf8"));
  if (match === null)
    return { stray: forbiddenBy({ problem }, 400, "the form of Authorization is not documented") };
  const account = state.accounts.find((one) => one.username === username && one.password === password);
  return { account: account ?? null };
}

function pair(text: string): readonly [string, string] {
  const at = text.indexOf(":");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

/** A route for those who show a password, a personal access token or the cookie of a login. */
export function signedIn(
  state: PixwelState,
  route: Omit<Route, "handle"> & { handle(call: Call, account: PixwelAccount): Reply },
): Route {
  return {
    ...route,
    handle(call) {
      const who = whoCalls(state, call);
      if (who === null) return unauthorized;
      return "status" in who ? who : route.handle(call, who);
    },
  };
}

function whoCalls(state: PixwelState, call: Call): PixwelAccount | Reply | null {
  const { authorization, cookie } = call.headers;
  if (authorization?.startsWith("Bearer pat_") === true) {
    return state.accounts.find((one) => `Bearer ${one.personalAccessToken}` === authorization) ?? null;
  }
  if (authorization !== undefined) return byPassword(state, authorization);
  return cookie === undefined ? null : byCookie(state, cookie, call.now);
}

function byPassword(state: PixwelState, authorization: string): PixwelAccount | Reply | null {
  const basic = basicAccount(state, authorization);
  if ("stray" in basic) return basic.stray;
  return basic.account !== null && !state.isVerified(basic.account) ? unverified : basic.account;
}

function byCookie(state: PixwelState, header: string, now: number): PixwelAccount | Reply | null {
  const [, id] = /^pixwel\.sid=([0-9a-f]+)$/.exec(header) ?? [];
  if (id === undefined) return forbiddenBy({ problem }, 400, "a cookie that this API never set");
  return state.bySession(id, now);
}
