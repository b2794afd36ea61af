import type { App } from "../core/app.ts";
import type { Credential } from "../core/credential.ts";
import { exitStatus, FobError, isFobError } from "../core/errors.ts";
import type { Profile } from "../core/profile.ts";
import type { LoginStep, Provider } from "../core/provider.ts";
import type { Secret } from "../core/secret.ts";
import { idsOf, recorded } from "./audit.ts";
import { keepGrant, keepLink, keepPending } from "./keep-login.ts";
import { type LoginPlan, type LoginRequest, planLogin } from "./login-plan.ts";
import { askUsername, loginSecrets, secretsBesideToken, usernameForToken } from "./login-secrets.ts";
import { notActive } from "./login-state.ts";
import { plannedLogin } from "./planned-login.ts";
import { requireCapability } from "./providers.ts";
import { checkOwner } from "./token-owner.ts";
import { withWayToFindOut } from "./unknown-outcome.ts";
import { answerOtp } from "./verify-otp.ts";
import { workingStore } from "./working-store.ts";

/** How a login ended; `waiting` says what is still to be done, with its exit status. */
export interface LoginOutcome {
  readonly profile: Profile;
  /** Of this login; the profile's own stays `active` where a former one is in use until this is answered. */
  readonly state: "active" | "pending_otp" | "pending_link";
  readonly waiting: FobError | null;
}

/** How often a person may mistype a code in one go; servers count attempts too. */
const codeTries = 3;

export async function logIn(app: App, request: LoginRequest): Promise<LoginOutcome> {
  const plan = await planLogin(app, request);
  try {
    return await logInAsPlanned(app, { ...plan, storeName: await workingStore(app, plan.storeName) });
  } catch (error) {
    throw isFobError(error) ? ofPlan(error, plan) : error;
  }
}

async function logInAsPlanned(app: App, plan: LoginPlan): Promise<LoginOutcome> {
  const provider = await app.openProvider(plan.site);
  if (app.given.has("token")) return logInWithToken(app, plan, provider);
  requireCapability(plan.definition.info, "login");
  const username = await askUsername(app, plan);
  const secrets = await loginSecrets(app, plan.definition.info);
  const knownUser = plan.former?.identity.id ?? null;
  return recordedLogin(app, plan, async () => {
    const step = await withWayToFindOut(spareSession(plan), () =>
      provider.login({ username, secrets, settings: plan.site.settings, knownUser }),
    );
    return finish(app, plan, provider, step, secrets.password ?? null);
  });
}

/** Told from where something is sent: who gives up at a prompt has not tried to log in. */
function recordedLogin(
  app: App,
  { name, definition }: LoginPlan,
  work: () => Promise<LoginOutcome>,
): Promise<LoginOutcome> {
  const doer = { profile: name, provider: definition.info.id, ids: [] };
  return recorded(app, "login", doer, work, ({ profile, state }) => ({
    result: state,
    ...(state === "active" ? { ids: idsOf(profile) } : { exit: exitStatus.factor_pending }),
  }));
}

async function logInWithToken(app: App, plan: LoginPlan, provider: Provider): Promise<LoginOutcome> {
  requireCapability(plan.definition.info, "token_login");
  const token = await app.given.take("token");
  if (token === null) throw new FobError("usage", "The token is empty.");
  const username = await usernameForToken(app, plan);
  const secrets = await secretsBesideToken(app, plan.definition.info);
  return recordedLogin(app, plan, async () => {
    const grant = await provider.adopt({ token, username, secrets, settings: plan.site.settings });
    checkOwner(app, grant.identity);
    return granted(await keepGrant(app, plan, provider, grant));
  });
}

async function finish(
  app: App,
  plan: LoginPlan,
  provider: Provider,
  step: LoginStep,
  password: Secret | null,
): Promise<LoginOutcome> {
  if (step.kind === "granted") return granted(await keepGrant(app, plan, provider, step.grant));
  if (step.kind === "link")
    return waiting(await keepLink(app, plan, step.identity), "pending_link", step.hint);
  const profile = await keepPending(app, plan, step.identity, step.pending);
  const answered = await answerNow(app, plan, provider, step.pending, password);
  return answered === null ? waiting(profile, "pending_otp", step.hint) : granted(answered);
}

function spareSession(plan: LoginPlan): string {
  const { info } = plan.definition;
  const again = `Log in again: ${plannedLogin(plan)}`;
  return info.capabilities.sessions_list.supported
    ? `${again}; then look for a spare session: fob sessions list --profile ${plan.name}`
    : `${again}; a session that was made without an answer ends by itself.`;
}

/** A login that is dead at once has no record that would tell where it was. */
function ofPlan(error: FobError, plan: LoginPlan): FobError {
  const isOut = isFobError(error, "login_expired", "not_logged_in");
  const hint = isOut ? `Log in again: ${plannedLogin(plan)}` : undefined;
  return error.with({ provider: plan.definition.info.id, profile: plan.name, hint });
}

function granted(profile: Profile): LoginOutcome {
  return { profile, state: "active", waiting: null };
}

/** The second factor in the same go: the code that was given, or the person at the terminal; null where neither is. */
async function answerNow(
  app: App,
  plan: LoginPlan,
  provider: Provider,
  pending: Credential,
  password: Secret | null,
): Promise<Profile | null> {
  const given = await app.given.take("otp");
  if (given !== null) return answerOtp(app, plan, provider, pending, { code: given, password });
  if (!app.terminal.interactive) return null;
  for (let tries = 1; ; tries++) {
    const code = await askCode(app, plan);
    if (code.reveal() === "") return null;
    try {
      return await answerOtp(app, plan, provider, pending, { code, password });
    } catch (error) {
      if (!isFobError(error, "wrong_code") || tries === codeTries) throw error;
      app.terminal.note(error.message);
    }
  }
}

/** Who leaves at this prompt has a login that is stored and waits. */
async function askCode(app: App, { name }: LoginPlan): Promise<Secret> {
  try {
    return await app.terminal.askSecret("One-time code");
  } catch (error) {
    if (!isFobError(error, "interrupted")) throw error;
    const hint = `fob otp verify --profile ${name}`;
    throw new FobError("interrupted", "Interrupted: the login waits for its code.", { hint, cause: error });
  }
}

function waiting(profile: Profile, state: "pending_otp" | "pending_link", message: string): LoginOutcome {
  const { code, details } = notActive(profile, state);
  return { profile, state, waiting: new FobError(code, message, details) };
}
