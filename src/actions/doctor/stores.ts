import type { App } from "../../core/app.ts";
import { FobError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import type { Profile } from "../../core/profile.ts";
import type { StoreName } from "../../core/store.ts";
import { loginCommand } from "../login-command.ts";
import { activeCredential, stateOf } from "../login-state.ts";
import { readSlots, storeFailure, storeFor, storeOf } from "../stored.ts";

/** Each store that holds a login or would take a new one is written to, read and cleaned. */
export async function checkStores(app: App, profiles: readonly Profile[]): Promise<readonly Finding[]> {
  const inUse = profiles.filter(({ state }) => state !== "logged_out").map(({ store }) => store);
  const names = [...new Set<StoreName>([await storeFor(app, null), ...inUse])];
  return Promise.all(names.map((name) => checkStore(app, name)));
}

async function checkStore(app: App, name: StoreName): Promise<Finding> {
  const store = app.store(name);
  try {
    const health = await store.check();
    if (health.kind !== "works") throw storeFailure(store, health);
    const message = `${store.description}: written, read back and deleted.`;
    return { check: "store", subject: name, status: "ok", message, hint: null };
  } catch (error) {
    return failed("store", name, error);
  }
}

/** What the record says against what the store holds. */
export async function checkSecrets(app: App, profiles: readonly Profile[]): Promise<readonly Finding[]> {
  const loggedIn = profiles.filter(({ state }) => state !== "logged_out");
  const secrets = await Promise.all(loggedIn.map((profile) => checkSecret(app, profile)));
  const doubled = profiles.flatMap((profile, index) => twice(profile, profiles.slice(0, index)));
  return [...secrets, ...profiles.flatMap(waiting), ...doubled];
}

/** What a logout could not end at its server. */
function waiting({ name, pendingRevokes: count, state }: Profile): readonly Finding[] {
  if (count === 0) return [];
  const message = `${count} former session${count === 1 ? " still waits" : "s still wait"} to be ended at the server.`;
  const hint =
    state === "logged_out" ? `fob logout ${name}` : "The next fob logout, of any profile, tries again.";
  return [{ check: "secret", subject: name, status: "warning", message, hint }];
}

/** What a rename leaves that is cut short between writing the new record and removing the old one. */
function twice({ name, ref }: Profile, others: readonly Profile[]): readonly Finding[] {
  const other = others.find((one) => one.ref === ref);
  if (other === undefined) return [];
  const message = `The same login is recorded as ${other.name} too: a rename was cut short.`;
  const hint = `fob profile rename ${other.name} ${name}, or the other way round`;
  return [{ check: "secret", subject: name, status: "failed", message, hint }];
}

async function checkSecret(app: App, profile: Profile): Promise<Finding> {
  const { name } = profile;
  try {
    const slots = await readSlots(storeOf(app, profile), profile.ref);
    const state = stateOf(profile, slots);
    if (state === "active") activeCredential(profile, slots);
    if (state === profile.state) {
      return {
        check: "secret",
        subject: name,
        status: "ok",
        message: `As recorded: ${state.replace("_", " ")}.`,
        hint: null,
      };
    }
    const message = `Recorded as ${profile.state}, but the store says ${state}.`;
    const hint = loginCommand(profile.provider, name);
    return { check: "secret", subject: name, status: "failed", message, hint };
  } catch (error) {
    return failed("secret", name, error);
  }
}

function failed(check: Finding["check"], subject: string, error: unknown): Finding {
  if (!(error instanceof FobError)) throw error;
  return { check, subject, status: "failed", message: error.message, hint: error.details.hint ?? null };
}
