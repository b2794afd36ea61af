import { existsSync, readdirSync } from "node:fs";
import type { ChosenBy } from "../../core/app.ts";
import type { Preferences } from "../../core/preferences.ts";
import { decode } from "../../platform/preferences/read.ts";
import type { Flags } from "./form.ts";
import { isPlainFolder, plainText } from "./plain-file.ts";
import { type PlainRecord, plainRecord } from "./plain-record.ts";

/** Where one of these is set the program answers: it changes what is chosen, shown, or kept out of sight. */
const others = [
  "FOB_TOKEN",
  "FOB_STORE_URL",
  "FOB_TIMEOUT",
  "FOB_DEBUG",
  "FOB_PASSWORD",
  "FOB_OTP",
  "FOB_API_KEY",
  "FOB_AUTH_TOKEN",
  "FOB_SERVER_KEY",
  "FOB_ADMIN_TOKEN",
  "FOB_STORE_KEY",
  "FORCE_COLOR",
];

const ending = ".json";
const nameForm = /^\w[\w.@-]{0,63}$/;

type Env = NodeJS.ProcessEnv;

export interface Chosen {
  readonly folder: string;
  readonly record: PlainRecord;
  readonly store: "keychain" | "file";
  readonly chosenBy: ChosenBy;
}

/** As actions/target.ts chooses, where nothing is in the way: no mistake, no warning, no database to ask. */
export function chosenLogin(process: NodeJS.Process, flags: Flags): Chosen | null {
  const { env } = process;
  const folder = isPlainCall(process) ? folderOf(env, flags) : null;
  if (folder === null || !isPlainFolder(`${folder}/profiles`)) return null;
  const [name, chosenBy] = named(env, flags) ?? preferred(folder) ?? [only(`${folder}/profiles`), "only"];
  if (!nameForm.test(name)) return null;
  const record = plainRecord(plainText(`${folder}/profiles/${name}${ending}`) ?? "", name);
  const store = flags.store ?? (env.FOB_STORE || record?.store);
  return record && (store === "keychain" || store === "file") ? { folder, record, store, chosenBy } : null;
}

function isPlainCall({ env, execArgv, platform }: NodeJS.Process): boolean {
  if (platform === "win32" || others.some((name) => env[name])) return false;
  // The program sees to it that node's own reports hold no secret.
  return !`${execArgv} ${env.NODE_OPTIONS}`.includes("report");
}

function folderOf({ FOB_CONFIG_DIR, XDG_CONFIG_HOME, HOME = "" }: Env, { configDir }: Flags): string | null {
  const named = configDir ?? (FOB_CONFIG_DIR || null);
  const folder = named ?? (XDG_CONFIG_HOME ? `${XDG_CONFIG_HOME}/fob` : `${HOME}/.config/fob`);
  return isPlainPath(folder.replace("/.config/", "/")) && isPlainPath(HOME) ? folder : null;
}

/** As node:path would give it back. */
function isPlainPath(path: string): boolean {
  return path.startsWith("/") && !/\/(\/|\.|$)/.test(path);
}

/** No name where the program is to look. */
function named(env: Env, { profile }: Flags): readonly [string, ChosenBy] | null {
  if (profile !== undefined) return [profile, "flag"];
  if (env.FOB_PROFILE) return [env.FOB_PROFILE, "FOB_PROFILE"];
  return hasProjectFile(env.HOME) ? ["", "project_file"] : null;
}

/** In this folder or above, up to the repository's or the home's root (platform/project-file.ts). */
function hasProjectFile(home: string | undefined): boolean {
  for (let folder = process.cwd(); ; folder = folder.slice(0, folder.lastIndexOf("/"))) {
    if (existsSync(`${folder}/.fob.json`)) return true;
    if (folder.length < 2 || folder === home || existsSync(`${folder}/.git`)) return false;
  }
}

function preferred(folder: string): readonly [string, ChosenBy] | null {
  const { defaultProfile, storeUrl } = preferencesIn(folder);
  if (defaultProfile !== null) return [defaultProfile, "default"];
  // Others may be in the database.
  return storeUrl === null ? null : ["", "only"];
}

/** Throws where they are not as fob writes them: then the program is to look. */
export function preferencesIn(folder: string): Preferences {
  const file = `${folder}/config${ending}`;
  const text = existsSync(file) ? isPlainFolder(folder) && plainText(file) : null;
  const preferences = text === false ? "damaged" : decode(text);
  if (preferences === "damaged") throw new Error(file);
  return preferences;
}

/** Empty where there is none, or more than one. */
function only(records: string): string {
  const [file = "", ...more] = readdirSync(records).filter((name) => name.endsWith(ending));
  return more.length === 0 ? file.slice(0, -ending.length) : "";
}
