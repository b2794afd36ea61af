import type { Deadline } from "./deadline.ts";
import type { NativeEntry } from "./native.ts";
import { isSilence, openEntry, refusedByNative, serviceName } from "./native.ts";
import { unavailable } from "./refusal.ts";
import { requireUsable } from "./secret-service.ts";
import type { Items } from "./values.ts";

export interface ItemsWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly load: () => unknown;
}

/** The items of the system's store for one call about `ref`, which ends at the deadline whoever is silent. */
export function openItems(world: ItemsWorld, ref: string, deadline: Deadline): Items {
  const entries = new Map<string, NativeEntry>();
  let usable: Promise<void> | undefined;
  const refuse = (error: unknown): never => {
    if (isSilence(error)) deadline.expire();
    throw refusedByNative(error);
  };
  const withEntry = async <T>(account: string, work: (entry: NativeEntry) => Promise<T>): Promise<T> => {
    usable ??= speaksDBus(world.platform)
      ? requireUsable(world.env, { service: serviceName, username: ref }, deadline)
      : Promise.resolve();
    await usable;
    const entry = entries.get(account) ?? openEntry(world.load, account);
    entries.set(account, entry);
    return deadline.bound(() => work(entry).catch(refuse), late);
  };
  return {
    get: (account) => withEntry(account, (entry) => entry.getPassword()),
    set: (account, text) => withEntry(account, (entry) => entry.setPassword(text)),
    delete: (account) => withEntry(account, (entry) => entry.deletePassword()),
  };
}

function speaksDBus(platform: NodeJS.Platform): boolean {
  return platform !== "darwin" && platform !== "win32";
}

function late() {
  return unavailable("The system keychain does not answer.");
}
