import type { Deadline } from "./deadline.ts";
import type { NativeEntry } from "./native.ts";
import { isSilence, openEntry, refusedByNative } from "./native.ts";
import { unavailable } from "./refusal.ts";
import { attributesOf, openSecretService } from "./secret-service.ts";
import type { Items } from "./values.ts";

/** Opens the items of the system's store for one call about `ref`, which ends at the deadline whoever is silent. */
export type OpenItems = (ref: string, deadline: Deadline) => Items;

export function itemsOf({ env, platform, load }: ItemsWorld): OpenItems {
  if (platform === "darwin" || platform === "win32") return (_, deadline) => nativeItems(load, deadline);
  const service = openSecretService(env);
  return (ref, deadline) => {
    const native = nativeItems(load, deadline);
    let usable: Promise<void> | undefined;
    const whenUsable = () => {
      usable ??= service.requireUsable(attributesOf(ref), deadline);
      return usable;
    };
    return {
      get: (account) => service.readSecret(attributesOf(account), deadline),
      set: (account, text) => whenUsable().then(() => native.set(account, text)),
      delete: (account) => whenUsable().then(() => native.delete(account)),
    };
  };
}

export interface ItemsWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly load: () => unknown;
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

function late() {
  return unavailable("The system keychain does not answer.");
}
