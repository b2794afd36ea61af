import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { KnownProvider, MachineToken } from "../core/provider.ts";
import type { ProviderInfo, Secrets } from "../core/provider-info.ts";
import { doerOf, recorded } from "./audit.ts";
import type { Login } from "./login.ts";
import { requiredSecret } from "./login-secrets.ts";
import { providerOf, requireCapability } from "./providers.ts";
import { checkedFor, type Target } from "./target.ts";
import { withWayToFindOut } from "./unknown-outcome.ts";

export interface TokenRequest {
  readonly name: string | null;
  readonly readOnly: boolean;
  readonly expiresInS: number | null;
  readonly jwt: boolean;
  /** Whether the token is to become a login of its own. */
  readonly toBeSaved: boolean;
}

export interface Minted {
  readonly token: MachineToken;
  readonly login: Login;
}

/** What the API cannot honour is said before anything is opened or sent. */
export function checkTokenRequest(app: App, target: Target, request: TokenRequest): KnownProvider {
  const definition = providerOf(app, target);
  checkedFor(target, () =>
    request.jwt ? checkJwt(definition, request) : checkMachineToken(definition, request),
  );
  return definition;
}

/** Mints with a login that is open; the request was checked. */
export async function mintWith(app: App, login: Login, request: TokenRequest): Promise<Minted> {
  const token = await recorded(
    app,
    "mint",
    { ...doerOf(login), ids: [] },
    () =>
      withWayToFindOut(lookBeforeTheNext, () =>
        request.jwt ? mintJwt(login, request) : mint(app, login, request),
      ),
    ({ id, tokenType }) => ({ result: `minted_${tokenType}`, ids: id === null ? [] : [id] }),
  );
  for (const notice of token.notices) app.warn(notice);
  return { token, login };
}

const lookBeforeTheNext = "Look at the provider whether the token was made before you mint another.";

function checkJwt({ info }: KnownProvider, request: TokenRequest): void {
  requireCapability(info, "jwt");
  if (request.name !== null) throw cannot(info, "give a JWT a name");
  if (request.toBeSaved) throw cannot(info, "log in with a JWT: it is short-lived and cannot be renewed");
}

function checkMachineToken({ info }: KnownProvider, request: TokenRequest): void {
  requireCapability(info, "machine_token");
  const { machineToken: takes } = info;
  if (takes === null) throw cannot(info, "make machine tokens");
  if (request.name !== null && !takes.takesName) throw cannot(info, "give such a token a name");
  if (request.readOnly && !takes.takesReadOnly) throw cannot(info, "make such a token read-only");
  if (request.expiresInS !== null && !takes.takesExpiry) throw cannot(info, "let such a token expire");
  if (request.toBeSaved && !takes.savable) throw cannot(info, "log in with such a token");
  if (request.name !== null || !takes.takesName) return;
  throw new FobError("input_needed", "The token has no name.", {
    hint: "Name it, so that it can be found again: --name ci-deploy",
  });
}

export function cannot({ id, displayName }: ProviderInfo, what: string): FobError {
  return new FobError("unsupported", `${displayName} cannot ${what}.`, {
    hint: `See: fob provider show ${id}`,
  });
}

async function mint(app: App, login: Login, request: TokenRequest): Promise<MachineToken> {
  const { info } = login.definition;
  if (login.provider.mintMachineToken === undefined) throw cannot(info, "make machine tokens");
  return login.provider.mintMachineToken(login.credential, {
    ...request,
    secrets: await mintSecrets(app, info),
  });
}

async function mintSecrets(app: App, info: KnownProvider["info"]): Promise<Secrets> {
  const name = info.machineToken?.needsSecret ?? null;
  return name === null ? {} : { [name]: await requiredSecret(app, name, labelOf(info, name)) };
}

function labelOf(info: KnownProvider["info"], name: string): string {
  return info.loginFields.find((field) => field.name === name)?.label ?? name;
}

async function mintJwt(login: Login, request: TokenRequest): Promise<MachineToken> {
  if (login.provider.mintJwt === undefined) throw cannot(login.definition.info, "make JWTs");
  return login.provider.mintJwt(login.credential, request.expiresInS);
}
