import { parseDuration } from "../core/duration.ts";
import { FobError } from "../core/errors.ts";
import { type StoreName, storeNames } from "../core/store.ts";
import type { OptionSpec } from "./command.ts";
import type { Format } from "./output.ts";

/** Flags that every command takes. */
export const globalOptions: readonly OptionSpec[] = [
  { flags: "-p, --profile <NAME>", description: "the login to use (FOB_PROFILE)", values: "profile" },
  { flags: "--json", description: "answer with one JSON document" },
  { flags: "--jsonl", description: "answer lists with one JSON item a line" },
  { flags: "--no-input", description: "never ask; fail and name the flag instead" },
  { flags: "-y, --yes", description: "answer every question with yes" },
  { flags: "--timeout <DURATION>", description: "end the command's work after, as 30s (FOB_TIMEOUT)" },
  {
    flags: "--store <NAME>",
    description: `where secrets rest: ${storeNames.join(", ")} (FOB_STORE)`,
    values: storeNames,
  },
  {
    flags: "--config-dir <DIR>",
    description: "folder of profiles and preferences (FOB_CONFIG_DIR)",
    values: "folder",
  },
  {
    flags: "--secret <NAME=SOURCE>",
    description: "a secret from - (stdin), file:PATH, fd:N, env:VAR or cmd:COMMAND",
    repeat: true,
    values: "secret",
  },
  { flags: "--debug", description: "trace requests on stderr, without secrets (FOB_DEBUG)" },
  { flags: "--no-color", description: "no colours (NO_COLOR)" },
  { flags: "--quiet", description: "no conversation on stderr but errors" },
];

/** Of the commands that use a token, and neither get nor end one. */
export const offlineOption: OptionSpec = {
  flags: "--offline-ok",
  description:
    "while the shared database is away, use a copy of the login that is minutes old (FOB_OFFLINE_OK)",
};

/** The flags and variables that shape a whole call. */
export interface Globals {
  readonly profile: string | null;
  readonly fobProfile: string | null;
  readonly format: Format;
  readonly noInput: boolean;
  readonly yes: boolean;
  readonly timeoutMs: number | null;
  readonly store: StoreName | null;
  /** Of the commands that take `--url`, else FOB_STORE_URL. */
  readonly storeUrl: string | null;
  readonly configDir: string | null;
  readonly secrets: readonly string[];
  readonly username: string | null;
  /** `--offline-ok` or FOB_OFFLINE_OK, where the command takes it. */
  readonly offlineOk: boolean;
  /** FOB_AUDIT: null where it is not set. */
  readonly audit: boolean | null;
  readonly debug: boolean;
  readonly noColour: boolean;
  readonly quiet: boolean;
}

/** What commander calls the option of a flag, as `dryRun` of `dry-run`. */
export function optionKey(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

export type Env = Readonly<Record<string, string | undefined>>;

/** An empty variable counts as unset. */
export function readGlobals(
  options: Readonly<Record<string, unknown>>,
  env: Env,
  own: readonly OptionSpec[] = [],
): Globals {
  const text = (key: string, variable?: string): string | null => {
    const value = options[key];
    return typeof value === "string" ? value : (variable && env[variable]) || null;
  };
  const secrets = Array.isArray(options.secret) ? options.secret.map(String) : [];
  const short = [options.passwordStdin ? ["password=-"] : [], options.tokenStdin ? ["token=-"] : []].flat();
  const timeout = text("timeout", "FOB_TIMEOUT");
  const timeoutFrom = options.timeout === undefined ? "FOB_TIMEOUT" : "--timeout";
  return {
    profile: text("profile"),
    fobProfile: env.FOB_PROFILE || null,
    format: options.jsonl ? "jsonl" : options.json ? "json" : "human",
    noInput: options.input === false,
    yes: options.yes === true,
    timeoutMs: timeout === null ? null : parseDuration(timeout, timeoutFrom) * 1000,
    store: storeName(text("store", "FOB_STORE")),
    storeUrl: text("url", "FOB_STORE_URL"),
    configDir: text("configDir", "FOB_CONFIG_DIR"),
    secrets: [...secrets, ...short],
    username: text("username", "FOB_USERNAME"),
    audit: env.FOB_AUDIT ? !["off", "0", "false", "no"].includes(env.FOB_AUDIT.toLowerCase()) : null,
    offlineOk: own.includes(offlineOption) && isOn(options.offlineOk, env.FOB_OFFLINE_OK),
    debug: isOn(options.debug, env.FOB_DEBUG),
    noColour: options.color === false,
    quiet: options.quiet === true,
  };
}

function isOn(option: unknown, variable = ""): boolean {
  return option === true || !["", "0", "false"].includes(variable);
}

export function storeName(name: string | null): StoreName | null {
  if (name === null) return null;
  const found = storeNames.find((one) => one === name);
  if (found !== undefined) return found;
  throw new FobError("usage", "There is no such store.", { hint: `Choose one of: ${storeNames.join(", ")}` });
}
