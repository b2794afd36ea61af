import type { Credential } from "../../core/credential.ts";
import { FobError, isFobError } from "../../core/errors.ts";
import { type Fields, optionalNumber } from "../../core/narrow.ts";
import { provenOrEnded, sessionLeft } from "../../core/proof.ts";
import type { Grant, LoginInput, LoginStep, Notice, ProviderDeps, Whoami } from "../../core/provider.ts";
import type { Secret } from "../../core/secret.ts";
import { jwtExpiry, tokenAt, usableSecret } from "../../core/tokens.ts";
import type { Api } from "./api.ts";
import { successOf } from "./errors.ts";
import { logout } from "./logout.ts";
import { whoami, withUser } from "./user.ts";

const attempts = "After 5 refused logins the server may refuse all for 5 minutes.";

export async function login(deps: ProviderDeps, api: Api, input: LoginInput): Promise<LoginStep> {
  const { username, password, apiKey } = checked(input);
  const response = await api.ask(
    { method: "POST", path: ["v1", "auth", "login"], body: { username, password }, retry: "once" },
    { apiKey },
  );
  const wantsKey = apiKey === undefined && response.status === 401;
  const hint = wantsKey ? `The server may want an API key: --secret apiKey=SOURCE. ${attempts}` : attempts;
  const body = successOf(response, { on401: "bad_credentials", hint });
  const token = tokenAt(body, "token", deps.keep);
  const { expiresAt, assumedAt, notices } = expiryOf(deps, body, token);
  const credential: Credential = {
    baseUrl: deps.baseUrl,
    secrets: { token, ...(apiKey === undefined ? {} : { apiKey }) },
    details: {},
    expiresAt,
    given: false,
  };
  const grant = await proven(api, credential, notices);
  return {
    kind: "granted",
    grant: { ...grant, session: { ...grant.session, expiresAt: expiresAt ?? assumedAt } },
  };
}

function checked({ username, secrets }: LoginInput) {
  const { password, apiKey } = secrets;
  if (username !== null && password !== undefined) {
    return { username, password, apiKey: apiKey && usableSecret(apiKey, "API key") };
  }
  throw new FobError("input_needed", "Babel Licensing needs a user name and a password.", {
    hint: "Give --username and --password-stdin",
  });
}

async function proven(api: Api, credential: Credential, notices: readonly Notice[]): Promise<Grant> {
  const { identity, session } = await provenOrEnded(
    () => userOfNew(api, credential),
    () => logout(api, credential),
    sessionLeft(null),
  );
  return { credential: withUser(credential, identity), identity, session, notices };
}

/** No API key is needed to log in, it seems, and one may be for all that follows. */
async function userOfNew(api: Api, credential: Credential): Promise<Whoami> {
  try {
    return await whoami(api, credential);
  } catch (error) {
    if (!isFobError(error, "login_expired")) throw error;
    const hint =
      credential.secrets.apiKey === undefined
        ? "The server may want an API key beside the login: --secret apiKey=SOURCE"
        : "Check the API key that goes with the login: --secret apiKey=SOURCE";
    const message = "Babel Licensing took the password, and then refused the login that it gave for it.";
    throw new FobError("refused", message, { hint, cause: error });
  }
}

const longestLifeS = 10 * 365 * 86_400;

/**
 * The document gives `expiresIn` no unit, so a JWT's own claim goes before it; 0 is what the server leaves out. What is
 * only assumed is shown and decides nothing: the server says when the token has ended.
 */
function expiryOf({ clock }: ProviderDeps, body: Fields, token: Secret) {
  const claimed = jwtExpiry(token);
  if (claimed !== null) return { expiresAt: claimed, assumedAt: null, notices: [] };
  const seconds = optionalNumber(body, "expiresIn") ?? 0;
  if (seconds <= 0 || seconds > longestLifeS) return { expiresAt: null, assumedAt: null, notices: [] };
  const assumedAt = new Date(clock.now().getTime() + seconds * 1000);
  return { expiresAt: null, assumedAt, notices: [assumed] };
}

const assumed: Notice = {
  code: "expiry_assumed",
  message: "The server does not say in which unit the token's life is given; seconds are assumed.",
};
