import { badAnswer, isSuccess } from "../../core/answers.ts";
import { FobError, isFobError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/http.ts";
import { jsonObject } from "../../core/narrow.ts";
import type { Grant, LoginInput, LoginStep, ProviderDeps, TokenInput } from "../../core/provider.ts";
import type { Secret } from "../../core/secret.ts";
import { tokenFrom } from "../../core/tokens.ts";
import { type KeptCookie, keptCookies } from "./cookies.ts";
import { cookieCredential, fromToken } from "./credential.ts";
import { mentionsSecondFactor, refused } from "./errors.ts";
import { type User, userAt } from "./schema.ts";
import { whoami } from "./users.ts";

const useToken =
  "Use an API token: make one under Preferences, API Tokens, then run this login with --token-stdin";

export async function login(deps: ProviderDeps, input: LoginInput): Promise<LoginStep> {
  const { username, password } = principal(input);
  // The documented body is the user object of the answer, password hash and all; sending it could change the user.
  const response = await deps.http.send({
    method: "POST",
    path: ["session"],
    headers: { Authorization: basic(username, password) },
    body: {},
    retry: "once",
  });
  if (!isSuccess(response)) return refusedLogin(response, username);
  const user = userAt(jsonObject(response), "user");
  if (user.awaitsLink) return linkStep(user.identity);
  return { kind: "granted", grant: await granted(deps, user, jarOf(deps, response)) };
}

function principal({ username, secrets }: LoginInput) {
  if (username === null || secrets.password === undefined) {
    throw new FobError("input_needed", "Pixwel needs a user name and a password.", {
      hint: "Give --username and --password-stdin",
    });
  }
  if (!username.includes(":")) return { username, password: secrets.password };
  throw new FobError("usage", "A user name for Pixwel cannot hold a colon.");
}

/** RFC 7617 with its UTF-8 form: the bytes as typed. */
function basic(username: string, password: Secret): Secret {
  return password.map((value) => `Basic ${Buffer.from(`${username}:${value}`, "utf8").toString("base64")}`);
}

function refusedLogin(response: HttpResponse, username: string): LoginStep {
  if (response.status < 500 && mentionsSecondFactor(response)) {
    return linkStep({ id: null, login: username, name: null, email: null });
  }
  throw refused(response, "bad_credentials", "Check the user name and the password, or use an API token.");
}

function linkStep(identity: Grant["identity"]): LoginStep {
  return {
    kind: "link",
    identity,
    hint: "Pixwel has sent a verification link by e-mail, good for about 10 minutes: open it and log in again, or use an API token.",
  };
}

function jarOf({ baseUrl, clock, keep }: ProviderDeps, { cookies }: HttpResponse): readonly KeptCookie[] {
  const jar = keptCookies(cookies, new URL(`${baseUrl}/session`), clock.now()).filter(
    ({ value }) => value !== "",
  );
  for (const { name, value } of jar) tokenFrom(`${name}=${value}`, "Set-Cookie", keep);
  for (const { value } of jar) keep(value);
  return jar;
}

async function granted(deps: ProviderDeps, user: User, jar: readonly KeptCookie[]): Promise<Grant> {
  if (jar.length === 0) throw nothingReusable();
  const credential = cookieCredential(deps, jar, user);
  try {
    return { credential, ...(await whoami(deps, credential)), notices: [] };
  } catch (error) {
    throw isFobError(error, "login_expired", "forbidden") ? nothingReusable() : error;
  }
}

function nothingReusable(): FobError {
  return badAnswer(
    "Pixwel accepted the password, but its answer holds nothing that logs in again.",
    useToken,
  );
}

export async function adopt(deps: ProviderDeps, input: TokenInput): Promise<Grant> {
  const credential = fromToken(deps, input);
  try {
    const { identity, session } = await whoami(deps, credential);
    const details = identity.id === null ? credential.details : { userId: identity.id };
    return { credential: { ...credential, details }, identity, session, notices: [] };
  } catch (error) {
    if (!isFobError(error, "login_expired")) throw error;
    throw new FobError("bad_credentials", "Pixwel refused the token.", { hint: useToken, cause: error });
  }
}
