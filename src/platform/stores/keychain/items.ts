import type { Deadline } from "./deadline.ts";
import type { NativeEntry } from "./native.ts";
import { isSilence, openEntry, refusedByNative, serviceName } from "./native.ts";
import { unavailable } from "./refusal.ts";
import { readSecret, requireUsable } from "./secret-service.ts";
import type { Items } from "./values.ts";

export interface ItemsWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly load: () => unknown;
}

/** The items of the system's store for one call about `ref`, which ends at the deadline whoever is silent. */
export function openItems(world: ItemsWorld, ref: string, deadline: Deadline): Items {
  const native = nativeItems(world.load, deadline);
  if (!speaksDBus(world.platform)) return native;
  const attributes = (account: string) => ({ service: serviceName, username: account });
  let usable: Promise<void> | undefined;
  const whenUsable = () => {
    usable ??= requireUsable(world.env, attributes(ref), deadline);
    return usable;
  };
  return {
    get: (account) => readSecret(world.env, attributes(account), deadline),
    set: (account, text) => whenUsable().then(() => native.set(account, text)),
    delete: (account) => whenUsable().then(() => native.delete(account)),
  };
}

function nativeItems(load: () => unknown, deadline: Deadline): Items {
  const entries = new Map<string, NativeEntry>();
  const withEntry = <T>(account: string, work: (entry: NativeEntry) => Promise<T>): Promise<T> =>
    deadline.bound(async () => {
      try {
        const entry = entries.get(account) ?? openEntry(load, account);
        entries.set(account, entry);
        return await work(entry);
      } catch (error) {
        if (isSilence(error)) deadline.expire();
        throw refusedByNative(error);
      }
    }, late);
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
