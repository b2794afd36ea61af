import { createRequire } from "node:module";
import type { FobError } from "../../../core/errors.ts";
import { isFobError } from "../../../core/errors.ts";
import { isRecord } from "../../../core/narrow.ts";
import { visible } from "../../../core/visible.ts";
import { locked, unavailable } from "./refusal.ts";
import { serviceName } from "./secret-service.ts";

/** One entry of the system's store, as @napi-rs/keyring gives it. */
export interface NativeEntry {
  getPassword(): Promise<string | null>;
  setPassword(text: string): Promise<void>;
  deletePassword(): Promise<boolean>;
}

interface NativeModule {
  readonly AsyncEntry: new (
    service: string,
    account: string,
    options: { readonly linux: { readonly store: "secret-service" } },
  ) => NativeEntry;
}

/** By `require`: `import()` of this package reads every platform's file name first and doubles a start on Node 20. */
export function requireNative(): unknown {
  return createRequire(import.meta.url)("@napi-rs/keyring");
}

/** The module is optional; its absence and its being broken are answers, not bugs. */
export function openEntry(load: () => unknown, account: string): NativeEntry {
  const { AsyncEntry } = loaded(load);
  // Pinned: the default store falls back to the kernel's memory, which forgets at the next boot.
  return new AsyncEntry(serviceName, account, { linux: { store: "secret-service" } });
}

function loaded(load: () => unknown): NativeModule {
  let cause: unknown;
  try {
    const module = load();
    if (isNativeModule(module)) return module;
  } catch (error) {
    cause = error;
  }
  throw unavailable("@napi-rs/keyring, which reaches the system keychain, is missing or broken.", cause);
}

function isNativeModule(module: unknown): module is NativeModule {
  return isRecord(module) && typeof module.AsyncEntry === "function";
}

/** What libdbus says two seconds after a service has gone silent. */
export function isSilence(error: unknown): boolean {
  return error instanceof Error && /did not receive a reply/i.test(error.message);
}

/** The library tells causes apart in its text alone; the first sentence of it names them. */
export function refusedByNative(error: unknown): FobError {
  if (isFobError(error)) return error;
  const text = error instanceof Error ? error.message : String(error);
  const [sentence = ""] = text.split(/\.(?: |$)|\n/);
  if (isSilence(error)) return unavailable("The system keychain does not answer.", error);
  const reason = `The system keychain refused: ${visible(sentence)}.`;
  const needsPerson = /locked|dismissed|cancell?ed|denied|interaction is not allowed/i.test(text);
  return needsPerson ? locked(reason, error) : unavailable(reason, error);
}
