import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { KnownProvider, ListedToken, MachineNeed } from "../core/provider.ts";
import type { SinkTarget } from "../core/secret-sink.ts";
import type { Confirm } from "../core/store.ts";
import type { Login } from "./login.ts";
import { shownToken, takeBack } from "./lost-token.ts";
import { checkMachineNeeds, ownTokensNamed } from "./machine-tokens.ts";
import { cannot, checkTokenRequest, type Minted, mintWith, type TokenRequest } from "./mint-token.ts";
import { placeInProfile } from "./save-token.ts";
import { holdAmongMachines, ownAlone } from "./stored.ts";
import type { Target } from "./target.ts";
import { mintInto, noPlace, placeInSink, type TokenPlace } from "./token-place.ts";
import { withLogin } from "./use-login.ts";

export interface IssueRequest {
  readonly token: TokenRequest;
  /** Null: stdout. */
  readonly place: { readonly kind: "profile"; readonly name: string } | SinkTarget | null;
  /** `if_absent`: unless one of that name is there. `replace`: in place of those of that name. */
  readonly when: "always" | "if_absent" | "replace";
}

export type Issued =
  /** `former` are to be revoked once the new one has reached its place. */
  | { readonly kind: "minted"; readonly minted: Minted; readonly former: readonly ListedToken[] }
  | { readonly kind: "present"; readonly token: ListedToken; readonly login: Login };

export const needsOf: Readonly<Record<IssueRequest["when"], readonly MachineNeed[]>> = {
  always: [],
  if_absent: ["machine_list"],
  replace: ["machine_list", "machine_revoke"],
};

/** Mints a token into its place. What cannot be is said before anything is opened, sent or minted, in this order. */
export async function issueToken(app: App, target: Target, request: IssueRequest): Promise<Issued> {
  const { token, place, when } = request;
  checkMachineNeeds(app, target, needsOf[when]);
  checkByName(checkTokenRequest(app, target, token), request);
  if (when !== "always")
    return oneAtATime(app, target, token, (confirm) =>
      withLogin(app, target, (login) => issueByName(app, login, request, confirm)),
    );
  const opened = await openPlace(app, place, null);
  const minted = await mintInto(app, opened, () =>
    withLogin(app, target, (login) => mintWith(app, login, token)),
  );
  return { kind: "minted", minted, former: [] };
}

function checkByName({ info }: KnownProvider, { token, when }: IssueRequest): void {
  if (when === "always") return;
  if (token.jwt) throw cannot(info, "look for a JWT: it lists none");
  if (when === "if_absent" || info.machineToken?.savable) return;
  throw cannot(info, "prove such a token, so it replaces none");
}

/**
 * Look, mint and delivery are one step among the runs of this machine, so that one of them mints and no place is left
 * with a token that another run has replaced; among machines that share the login too, for one name at a time. A login of
 * the environment writes nothing, so it has no lock either.
 */
async function oneAtATime<T>(
  app: App,
  target: Target,
  { name }: TokenRequest,
  work: (confirm: Confirm) => Promise<T>,
): Promise<T> {
  if (target.kind === "env") return work(ownAlone);
  const { profile } = target;
  // No profile can be called so: renewal takes the lock of the profile's own name meanwhile.
  return app.lock.hold(`${profile.name}+mint`, () =>
    holdAmongMachines(app, profile, work, `+mint ${name ?? ""}`),
  );
}

async function issueByName(
  app: App,
  login: Login,
  { token, place, when }: IssueRequest,
  confirm: Confirm,
): Promise<Issued> {
  await login.provider.checkServer?.(needsOf[when]);
  const former = await ownTokensNamed(app, login, token.name ?? "");
  const [first] = former;
  if (when === "if_absent" && first !== undefined) return { kind: "present", token: first, login };
  const opened = await openPlace(app, place, when === "replace" ? { login, former } : null);
  const minted = await mintInto(app, opened, async () => {
    await confirm();
    const made = await mintWith(app, login, token);
    if (when === "replace") await prove(app, made);
    return made;
  });
  return { kind: "minted", minted, former };
}

/** `replacing`: the login whose former tokens may be in that place. */
async function openPlace(
  app: App,
  place: IssueRequest["place"],
  replacing: { readonly login: Login; readonly former: readonly ListedToken[] } | null,
): Promise<TokenPlace> {
  if (place === null) return noPlace;
  const ending = replacing?.former.map(({ id }) => id);
  if (place.kind === "profile") return placeInProfile(app, place.name, replacing?.login ?? null, ending);
  return placeInSink(app, place.kind === "file" ? { ...place, replace: replacing !== null } : place);
}

/** Nothing is replaced by a token that does not work. */
async function prove(app: App, minted: Minted): Promise<void> {
  const { token, login } = minted;
  if (token.credential === null) throw new FobError("unsupported", "Such a token cannot be proven.");
  try {
    await login.provider.whoami(token.credential);
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    // It is the new token that is refused, and not the login that minted it.
    const code = error.code === "login_expired" ? "bad_answer" : error.code;
    const message = `The new token ${shownToken(minted)} does not prove itself, so nothing was replaced: ${error.message}`;
    throw new FobError(code, message, { ...error.details, hint: await takeBack(app, minted) });
  }
}
