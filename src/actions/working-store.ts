import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import { shellQuoted } from "../core/shell.ts";
import type { StoreName } from "../core/store.ts";
import type { Choice } from "../core/terminal.ts";
import { visible } from "../core/visible.ts";
import { setPreference } from "./preferences.ts";
import { storeFailure, waysToUnlock } from "./stored.ts";

type Way = "again" | "variable" | "file" | "passphrase" | "stop";

/** The store that a login was to go to, if it works; else what a person at the terminal chooses in its place. */
export async function workingStore(app: App, name: StoreName): Promise<StoreName> {
  const failure = await failureOf(app, name);
  if (failure === null) return name;
  if (name !== "keychain" || app.storeFlag !== null || !app.terminal.interactive) throw failure;
  const way = await chosenWay(app, failure);
  if (way === "again") return workingStore(app, name);
  if (way === "stop") throw failure;
  await takeKey(app, way);
  const other = await failureOf(app, "file");
  if (other !== null) throw other;
  await setPreference(app, { store: "file" });
  return "file";
}

/** A locked keychain is there: that it can be unlocked is said before any other place is offered. */
function chosenWay(app: App, { code, message }: FobError): Promise<Way> {
  app.terminal.note(message);
  if (code !== "store_locked") return app.terminal.choose("Where shall secrets rest instead?", ways(app));
  app.terminal.note(`To unlock it, ${waysToUnlock}.`);
  return app.terminal.choose("Unlock it, then try again; or where shall secrets rest instead?", [
    { value: "again", label: "In the keychain, which is unlocked now: try again" },
    ...ways(app),
  ]);
}

async function failureOf(app: App, name: StoreName): Promise<FobError | null> {
  const store = app.store(name);
  const health = await store.check();
  return health.kind === "works" ? null : storeFailure(store, health);
}

function ways({ storeKeys: { variable, path } }: App): readonly Choice<Way>[] {
  const given: Choice<Way> = { value: "variable", label: `Encrypted files, with the key in ${variable}` };
  const made: readonly Choice<Way>[] = [
    { value: "file", label: `Encrypted files, with a random key in ${path}` },
    { value: "passphrase", label: "Encrypted files, with a passphrase that every command asks for" },
  ];
  return [...(variable === null ? made : [given]), { value: "stop", label: "Nowhere: stop here" }];
}

async function takeKey(app: App, way: Way): Promise<void> {
  if (way === "passphrase") return app.storeKeys.usePassphrase(await newPassphrase(app));
  if (way !== "file") return;
  const { path } = app.storeKeys;
  const isNew = await app.storeKeys.useFile();
  app.warn({
    code: "store_key_file",
    message: `The key is ${isNew ? "new, and" : "the one that was"} in ${visible(path)}; without it nobody reads what is stored. For every other command, and in your shell's profile: export FOB_STORE_KEY_FILE=${shellQuoted(path)}`,
  });
}

/** Twice, since a slip would lock its user out. */
async function newPassphrase(app: App) {
  const first = await app.terminal.askSecret("New passphrase of the encrypted files");
  const again = await app.terminal.askSecret("The same once more");
  if (first.reveal() === "") throw retry("The passphrase is empty.");
  if (!first.equals(again)) throw retry("The two passphrases differ.");
  return first;
}

function retry(message: string): FobError {
  return new FobError("usage", `${message} Nothing was stored.`, { hint: "Run fob login again." });
}
