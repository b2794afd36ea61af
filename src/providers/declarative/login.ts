import { isSuccess } from "../../core/answers.ts";
import type { Credential } from "../../core/credential.ts";
import { FobError, isFobError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/http.ts";
import { idAt, jsonObject } from "../../core/narrow.ts";
import { provenOrEnded, sessionLeft } from "../../core/proof.ts";
import type { Grant, LoginInput, LoginStep, TokenInput, Whoami } from "../../core/provider.ts";
import type { RevokeResult } from "../../core/session.ts";
import { jwtExpiry, usableSecret } from "../../core/tokens.ts";
import { newToken, readExpiry } from "./answer.ts";
import type { Api } from "./api.ts";
import { holder, idIn, textIn } from "./field-path.ts";
import { endBy } from "./revoke.ts";
import type { LoginSpec } from "./spec.ts";

export async function login(api: Api, input: LoginInput): Promise<LoginStep> {
  const { spec } = api;
  if (spec.login === null)
    throw new FobError("unsupported", `${spec.name} is logged in to with a token alone.`, {
      hint: `Give it with: fob login ${spec.id} --token-stdin`,
    });
  checkInput(api, spec.login, input);
  const values = { username: input.username, ...input.secrets };
  const response = await api.ask(spec.login.request, { credential: null, values, retry: "once" });
  if (!isSuccess(response)) throw refusedLogin(api, spec.login, response);
  const credential = credentialIn(api, spec.login, response);
  return { kind: "granted", grant: await proven(api, credential, input.username) };
}

function checkInput({ spec }: Api, { secrets }: LoginSpec, input: LoginInput): void {
  const missing = secrets.find((name) => name !== "otp" && input.secrets[name] === undefined);
  if (input.username !== null && missing === undefined) return;
  const hint = missing === undefined ? "Give --username NAME" : `Give --secret ${missing}=SOURCE`;
  throw new FobError("input_needed", `${spec.name} needs ${spec.usernameLabel} and ${secrets.join(", ")}.`, {
    hint,
  });
}

function refusedLogin(api: Api, { refusals }: LoginSpec, response: HttpResponse): FobError {
  const refused = refusals.includes(response.status) ? as401(response) : response;
  return api.refused(refused, "bad_credentials", "Check the user name and the secret.");
}

function credentialIn({ deps }: Api, login: LoginSpec, response: HttpResponse): Credential {
  const body = jsonObject(response);
  const token = newToken(login.token, response, body, deps.keep);
  const { sessionId } = login;
  return {
    baseUrl: deps.baseUrl,
    secrets: { token },
    details:
      sessionId === null ? {} : { sessionId: idAt(holder(body, sessionId), sessionId.key, sessionId.text) },
    expiresAt: readExpiry(login, body, deps.clock) ?? jwtExpiry(token),
    given: false,
  };
}

async function proven(api: Api, credential: Credential, username: string | null): Promise<Grant> {
  const { identity, session } = await provenOrEnded(
    () => whoami(api, credential),
    () => endSession(api, credential),
    sessionLeft(api.spec.sessions?.revoke == null ? null : (credential.details.sessionId ?? null)),
  );
  const known = { ...identity, login: identity.login ?? username };
  return { credential: ofUser(credential, identity.id), identity: known, session, notices: [] };
}

export async function whoami(api: Api, credential: Credential): Promise<Whoami> {
  const { whoami: spec } = api.spec;
  const body = jsonObject(await api.expect(spec.request, { credential, retry: "idempotent" }));
  return {
    identity: {
      id: idAt(holder(body, spec.id), spec.id.key, spec.id.text),
      login: idIn(body, spec.login),
      name: textIn(body, spec.name),
      email: textIn(body, spec.email),
    },
    session: { id: credential.details.sessionId ?? null, expiresAt: credential.expiresAt },
  };
}

export function fromToken({ deps }: Api, input: TokenInput): Credential {
  const token = usableSecret(input.token, "token");
  return {
    baseUrl: deps.baseUrl,
    secrets: { token },
    details: {},
    expiresAt: jwtExpiry(token),
    given: true,
  };
}

export async function adopt(api: Api, input: TokenInput): Promise<Grant> {
  const credential = fromToken(api, input);
  try {
    const { identity, session } = await whoami(api, credential);
    return { credential: ofUser(credential, identity.id), identity, session, notices: [] };
  } catch (error) {
    if (!isFobError(error, "login_expired")) throw error;
    throw new FobError("bad_credentials", `${api.spec.name} refused the token.`, {
      hint: "Check that it was copied whole, is of this server, and has not expired.",
    });
  }
}

function ofUser(credential: Credential, userId: string | null): Credential {
  return userId === null ? credential : { ...credential, details: { ...credential.details, userId } };
}

export async function endSession(api: Api, credential: Credential): Promise<RevokeResult> {
  const { logout, name } = api.spec;
  if (logout === null) throw new FobError("unsupported", `${name} has no logout.`);
  return endBy(api, logout, credential, null, true);
}

/** The same answer, whose other members are read from it and not copied. */
function as401(response: HttpResponse): HttpResponse {
  return {
    status: 401,
    mediaType: response.mediaType,
    cookies: response.cookies,
    text: response.text,
    header: (name) => response.header(name),
  };
}
