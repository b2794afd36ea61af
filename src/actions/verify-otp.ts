import type { App } from "../core/app.ts";
import type { Credential } from "../core/credential.ts";
import { FobError, isFobError } from "../core/errors.ts";
import type { Profile } from "../core/profile.ts";
import type { Provider } from "../core/provider.ts";
import type { Secret } from "../core/secret.ts";
import { idsOf, recorded } from "./audit.ts";
import { keepGrant } from "./keep-login.ts";
import { forProfile, loginCommand } from "./login-command.ts";
import type { LoginPlan } from "./login-plan.ts";
import { requiredSecret } from "./login-secrets.ts";
import { boundTo, stateOf } from "./login-state.ts";
import { providerNamed, requireCapability } from "./providers.ts";
import { holdProfile, readSlots, storeOf } from "./stored.ts";
import { chooseTarget } from "./target.ts";
import { withWayToFindOut } from "./unknown-outcome.ts";
import { naming, siteOf } from "./use-login.ts";

/** Answers the second factor that an earlier `login` left open. */
export async function verifyOtp(app: App): Promise<Profile> {
  const target = await chooseTarget(app);
  if (target.kind === "env") {
    throw new FobError("usage", "FOB_TOKEN is a login already: nothing waits for a code.", {
      hint: "Unset FOB_TOKEN to answer for a login that is stored.",
    });
  }
  return naming(target, () => answerFor(app, target.profile));
}

async function answerFor(app: App, profile: Profile): Promise<Profile> {
  const definition = providerNamed(app, profile.provider);
  requireCapability(definition.info, "otp");
  const provider = await app.openProvider(siteOf(profile));
  const { pending } = await readSlots(storeOf(app, profile), profile.ref);
  if (pending === null) {
    throw new FobError("usage", `Nothing waits for a code at ${profile.name}.`, {
      hint: `Log in first: ${loginCommand(profile.provider, profile.name)}`,
      profile: profile.name,
    });
  }
  const code = await requiredSecret(app, "otp", "One-time code");
  const password = provider.otp?.asksPassword ? await requiredSecret(app, "password", "Password") : null;
  const doer = { profile: profile.name, provider: profile.provider, ids: [] };
  return recorded(
    app,
    "login",
    doer,
    () => answerOtp(app, planOf(app, profile), provider, boundTo(profile, pending), { code, password }),
    (done) => ({ result: "active", ids: idsOf(done) }),
  );
}

/** A wrong code keeps the pending login for another try; a late one, or one whose login fails after all, drops it. */
export async function answerOtp(
  app: App,
  plan: LoginPlan,
  provider: Provider,
  pending: Credential,
  answer: { readonly code: Secret; readonly password: Secret | null },
): Promise<Profile> {
  if (provider.otp === undefined)
    throw new FobError("bug", "A code was asked for by a provider that takes none.");
  let isTaken = false;
  try {
    const { otp } = provider;
    const grant = await withWayToFindOut(answerAgain(plan), () => otp.answer(pending, answer));
    isTaken = true;
    return await keepGrant(app, plan, provider, grant);
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    const isLost = isTaken || error.details.unproven !== undefined;
    if (isLost || error.code === "late_code") await dropPending(app, plan.name);
    throw isLost ? lost(plan, error) : withNextStep(plan, error, provider.otp.asksPassword);
  }
}

/** The code was right and is used up, so the login that waited for it is of no more use. */
function lost({ name, definition }: LoginPlan, { code, message, details }: FobError): FobError {
  const provider = definition.info.id;
  const again = loginCommand(provider, name);
  const advice = details.hint && forProfile(details.hint, provider, name);
  const hint = advice === undefined ? `Log in again: ${again}` : `${advice}; then: ${again}`;
  const ended = details.unproven === "ended" ? " The login that waited for the code was ended." : "";
  return new FobError(code, `${message}${ended}`, {
    ...details,
    profile: name,
    provider,
    hint,
    retryable: false,
  });
}

function answerAgain({ name, definition }: LoginPlan): string {
  return `Answer again: fob otp verify --profile ${name}. If that is refused: ${loginCommand(definition.info.id, name)}`;
}

/** The adapter does not know the profile, so what to type next is said here. */
function withNextStep(
  plan: LoginPlan,
  { code, message, details }: FobError,
  asksPassword: boolean,
): FobError {
  const about = { ...details, profile: plan.name, provider: plan.definition.info.id };
  if (code === "late_code") {
    return new FobError(code, message, {
      ...about,
      hint: `Log in again: ${loginCommand(about.provider, plan.name)}`,
    });
  }
  const verify = `fob otp verify --profile ${plan.name}`;
  if (code === "wrong_code" || (code === "bad_credentials" && !asksPassword)) {
    const hint = `Try again, with a new code or a recovery code: ${verify}`;
    return new FobError(code, message, { ...about, hint });
  }
  if (code !== "bad_credentials") {
    const hint = details.hint && forProfile(details.hint, about.provider, plan.name);
    return new FobError(code, message, { ...about, hint });
  }
  return new FobError(code, message, { ...about, hint: `Check the password, then answer again: ${verify}` });
}

/** What failed is told all the same where the store, which may be why it failed, does not let go of it. */
async function dropPending(app: App, name: string): Promise<void> {
  try {
    await forgetPending(app, name);
  } catch (error) {
    if (!isFobError(error)) throw error;
  }
}

function forgetPending(app: App, name: string): Promise<void> {
  return holdProfile(app, name, async () => {
    const profile = await app.records.get(name);
    if (profile === null) return;
    const store = storeOf(app, profile);
    const slots = { ...(await readSlots(store, profile.ref)), pending: null };
    if (slots.active === null && slots.pendingRevoke.length === 0) await store.delete(profile.ref);
    else await store.write(profile.ref, slots);
    await app.records.put({ ...profile, state: stateOf(profile, slots) });
  });
}

function planOf(app: App, profile: Profile): LoginPlan {
  return {
    name: profile.name,
    definition: providerNamed(app, profile.provider),
    site: siteOf(profile),
    former: profile,
    username: profile.identity.login,
    storeName: app.storeFlag ?? profile.store,
  };
}
