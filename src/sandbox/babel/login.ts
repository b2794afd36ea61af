import type { Call, Reply, Route } from "../message.ts";
import type { BabelOptions } from "../options.ts";
import { type Door, sentKey, signedIn } from "./auth.ts";
import { answer, refusal, unauthorized } from "./errors.ts";
import { tokenSeconds } from "./state.ts";
import { shownUser } from "./user.ts";

/** AuthenticationProtection of the vendor's configuration: five failures, then five minutes. */
const failuresAllowed = 5;
const blockMs = 300_000;

interface Failures {
  count: number;
  blockedUntil: number;
}

export function loginRoutes(door: Door, options: BabelOptions): readonly Route[] {
  const failures = new Map<string, Failures>();
  return [
    {
      method: "POST",
      path: /^\/v1\/auth\/login$/,
      headers: [door.keyHeader],
      body: { username: "text", password: "text" },
      handle(call) {
        const key = sentKey(door, call);
        if (key === null || (key === undefined && options.requireApiKey === true)) return unauthorized;
        return login(door, failures, call);
      },
    },
    signedIn(door, 0, {
      method: "GET",
      path: /^\/v1\/auth\/user$/,
      handle: (_, caller) => answer({ user: shownUser(door.state, caller.account) }),
    }),
    signedIn(door, 0, {
      method: "POST",
      path: /^\/v1\/auth\/logout$/,
      body: {},
      handle(_, caller) {
        if (caller.token !== null && options.statelessTokens !== true) door.state.end(caller.token);
        return answer({});
      },
    }),
  ];
}

function login(door: Door, failures: Map<string, Failures>, call: Call): Reply {
  const { username, password } = call.body;
  const name = String(username);
  const before = failures.get(name);
  if (before !== undefined && call.now < before.blockedUntil) {
    return refusal(1002, "Too many failed logins. The user is blocked for 5 minutes.");
  }
  const account = door.state.accounts.find((one) => one.userName === username && one.password === password);
  if (account === undefined) {
    failures.set(name, afterFailure(before, call.now));
    return refusal(1001, "Invalid user name or password.");
  }
  failures.delete(name);
  return answer({ token: door.state.issue(account, call.now), expiresIn: tokenSeconds });
}

function afterFailure(before: Failures | undefined, now: number): Failures {
  const count = before === undefined || before.blockedUntil > 0 ? 1 : before.count + 1;
  return { count, blockedUntil: count >= failuresAllowed ? now + blockMs : 0 };
}
