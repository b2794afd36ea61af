import { type Fields, isRecord } from "../../core/narrow.ts";
import type { Call, Reply, Route } from "../message.ts";
import type { ProductiveOptions } from "../options.ts";
import type { ProductiveAccount } from "./accounts.ts";
import { tokenOf } from "./auth.ts";
import { codeTooLate, denied, document, invalid, notFound, unauthenticated } from "./errors.ts";
import { resourceOf, type ShownSession, type StoredSession } from "./session.ts";
import type { ProductiveState } from "./state.ts";

const lifetime = 14 * 86_400_000;

export function loginRoutes(state: ProductiveState, options: ProductiveOptions): readonly Route[] {
  return [
    {
      method: "POST",
      path: /^\/sessions$/,
      headers: ["x-organization-id"],
      body: {
        data: {
          type: "text",
          attributes: {
            email: "text",
            password: "text",
            name: "text",
            device: "text",
            platform: "text",
            browser: "text",
            app_version: "text",
            read_only: "flag",
          },
        },
      },
      handle: (call) => login(state, options, call),
    },
    {
      method: "PUT",
      path: /^\/sessions\/(?<id>\d+)\/validate_otp$/,
      body: {
        data: {
          type: "text",
          attributes: { otp: "text", password: "text" },
          relationships: { user: { data: { type: "text", id: "text" } } },
        },
      },
      handle: (call) => validateOtp(state, options, call),
    },
  ];
}

function login(state: ProductiveState, options: ProductiveOptions, call: Call): Reply {
  const attributes = inside(call.body, "data", "attributes");
  const account = state.accounts.find((one) => one.email === attributes.email);
  if (account === undefined || account.password !== attributes.password) return unauthenticated;
  const twoFactor = account.otp !== null;
  const session = state.add(
    {
      userId: account.userId,
      name: text(attributes, "name"),
      device: text(attributes, "device"),
      platform: text(attributes, "platform"),
      browser: text(attributes, "browser") ?? browserOf(call),
      readOnly: attributes.read_only === true,
      lastIp: "127.0.0.1",
      location: "",
      twoFactor,
      expiresAt: call.now + lifetime,
      codeDueBy: twoFactor ? call.now + (options.otpWindowMs ?? 600_000) : null,
    },
    call.now,
  );
  return twoFactor && options.pendingToken === false ? withoutItsToken(session) : sessionReply(201, session);
}

/** The documents do not say whether a login that waits for its code gives a token; this is the other answer. */
function withoutItsToken(session: StoredSession): Reply {
  return sessionReply(201, { ...session, token: null });
}

function validateOtp(state: ProductiveState, options: ProductiveOptions, call: Call): Reply {
  const session = state.byId(Number(call.params.id));
  if (session === null) return notFound;
  const attributes = inside(call.body, "data", "attributes");
  const user = inside(call.body, "data", "relationships", "user", "data");
  const account = state.accounts.find((one) => one.userId === session.userId);
  const token = tokenOf(call);
  const proven =
    account?.password === attributes.password &&
    user.id === String(session.userId) &&
    user.type === "users" &&
    (token === null || token === session.token);
  if (account === undefined || !proven) return unauthenticated;
  if (account.otp === null) return denied;
  if (session.codeDueBy !== null && call.now >= session.codeDueBy) return codeTooLate;
  if (!isRightCode(state, account, text(attributes, "otp"))) {
    return invalid("data/attributes/otp", "attribute is invalid");
  }
  if (session.codeDueBy !== null) admit(state, options, session);
  return sessionReply(200, session);
}

function admit(state: ProductiveState, options: ProductiveOptions, session: StoredSession): void {
  session.codeDueBy = null;
  if (options.otpKeepsToken !== true) state.rotate(session);
}

function isRightCode(state: ProductiveState, account: ProductiveAccount, code: string | null): boolean {
  if (code === null) return false;
  return code === account.otp || state.recoveryCodes.get(account.userId)?.delete(code) === true;
}

export function sessionReply(status: number, session: ShownSession): Reply {
  return document(status, { data: resourceOf(session), meta: {} });
}

/** What a browser is called by the first word of its User-Agent. */
export function browserOf(call: Call): string | null {
  return /^[^/\s]+/.exec(call.headers["user-agent"] ?? "")?.[0] ?? null;
}

export function inside(body: Fields, ...path: readonly string[]): Fields {
  let at: unknown = body;
  for (const key of path) at = isRecord(at) ? at[key] : undefined;
  return isRecord(at) ? at : {};
}

export function text(fields: Fields, key: string): string | null {
  const value = fields[key];
  return typeof value === "string" ? value : null;
}
