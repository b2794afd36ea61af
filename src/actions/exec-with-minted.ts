import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import { checkVariable, type ExecRequest, execWith } from "./exec.ts";
import { byHand, revokeMinted, shownToken } from "./lost-token.ts";
import { checkMachineNeeds } from "./machine-tokens.ts";
import { cannot, checkTokenRequest, type Minted, mintWith, type TokenRequest } from "./mint-token.ts";
import type { Target } from "./target.ts";
import { withLogin } from "./use-login.ts";

export interface RunEnd {
  readonly status: number;
  /** Why the token lives on, or null. */
  readonly left: FobError | null;
}

/** Mints a token for one command and revokes it when that has ended, however it did. */
export async function execWithMinted(
  app: App,
  target: Target,
  token: TokenRequest,
  request: ExecRequest,
): Promise<RunEnd> {
  checkMachineNeeds(app, target, ["machine_revoke"]);
  const { info } = checkTokenRequest(app, target, token);
  if (token.jwt) throw cannot(info, "revoke a JWT when the command has ended");
  checkVariable(request.variable);
  const minted = await withLogin(app, target, async (login) => {
    await login.provider.checkServer?.(["machine_revoke"]);
    return mintWith(app, login, token);
  });
  try {
    const run = () => execWith(app, minted.login, minted.token.token, request);
    // The command takes its own time, and the revocation comes after it.
    return { status: await app.budget.pausedDuring(run), left: await ended(app, minted) };
  } catch (error) {
    const left = await ended(app, minted);
    if (left !== null) app.warn({ code: "token_left", message: `${left.message} ${left.details.hint}` });
    throw error;
  }
}

async function ended(app: App, minted: Minted): Promise<FobError | null> {
  const error = await revokeMinted(app, minted);
  if (error === null) return null;
  const message = `The token ${shownToken(minted)} lives on after the command: ${error.message}`;
  return new FobError("partly_done", message, { hint: byHand(minted) });
}
