import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { Secret } from "../core/secret.ts";
import { doerOf, entryOf } from "./audit.ts";
import { loginToHandOver } from "./hand-over.ts";
import type { Login } from "./login.ts";

export interface ExecRequest {
  readonly command: readonly string[];
  /** The variable of the token in place of the provider's own. */
  readonly variable: string | null;
  readonly mask: boolean;
}

/** Runs the command with the token as a login of its environment; answers its exit status. */
export async function execCommand(app: App, request: ExecRequest): Promise<number> {
  checkVariable(request.variable);
  const login = await loginToHandOver(app);
  return execWith(app, login, login.provider.tokenForm(login.credential).raw, request);
}

/** Runs the command with a token of this login's provider and address. */
export async function execWith(
  app: App,
  login: Login,
  token: Secret,
  { command, variable, mask }: ExecRequest,
): Promise<number> {
  const { definition, credential } = login;
  const env = {
    [variable ?? definition.info.tokenVariable]: token.reveal(),
    FOB_TOKEN: token.reveal(),
    FOB_PROVIDER: definition.info.id,
    FOB_BASE_URL: credential.baseUrl,
  };
  const entry = (result: string, error: FobError | null = null) =>
    entryOf("exec", doerOf(login), result, error);
  await app.audit.record(entry("started"));
  try {
    const exit = await app.children.run({ command, env, mask });
    await app.audit.record({ ...entry("ended"), exit });
    return exit;
  } catch (error) {
    if (error instanceof FobError) await app.audit.record(entry("failed", error));
    throw error;
  }
}

export function checkVariable(name: string | null): void {
  if (name === null || (/^[A-Za-z_]\w{0,127}$/.test(name) && !/^FOB_/i.test(name))) return;
  throw new FobError("usage", "--as takes the name of a variable that is not fob's own.", {
    hint: "Letters, digits and _, as in --as API_TOKEN; FOB_TOKEN is set anyway.",
  });
}
