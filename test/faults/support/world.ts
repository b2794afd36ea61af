import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import {
  type ProviderId,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from "../../../src/sandbox/index.ts";
import { programCommand } from "../../support/built-program.ts";
import { type Called, type CallOptions, cleanEnv, newHome, removeHome, runFob } from "../../support/cli.ts";

/** A home with the key of the encrypted-file store in it, and the program. */
export interface Place {
  readonly home: string;
  readonly config: string;
  readonly env: Readonly<Record<string, string>>;
  /** The program and its arguments, to be started by other means. */
  command(args: readonly string[]): readonly string[];
  fob(args: readonly string[], options?: CallOptions): Promise<Called>;
  /** Every file of fob's own by its path, the bytes as they are; but for the log of what was done. */
  files(): Readonly<Record<string, string>>;
}

export interface World extends Place {
  readonly sandbox: Sandbox;
  /** What logs in with the sandbox's plain account. */
  loginArgs(
    provider: ProviderId,
    profile?: string,
  ): { readonly args: readonly string[]; readonly stdin: string };
  login(provider: ProviderId, profile?: string): Promise<void>;
}

export function createPlace(env: Readonly<Record<string, string>> = {}): Place {
  const home = newHome();
  const config = join(home, "config");
  onTestFinished(() => removeHome(home));
  const key = join(home, "store.key");
  writeFileSync(key, randomBytes(32).toString("hex"), { mode: 0o600 });
  const own = { FOB_STORE: "file", FOB_STORE_KEY_FILE: key, FOB_CONFIG_DIR: config, ...env };
  return {
    home,
    config,
    env: cleanEnv(home, own),
    command: (args) => [...programCommand(), ...args],
    fob: (args, call = {}) =>
      runFob(args, { timeoutMs: 60_000, home, ...call, env: { ...own, ...call.env } }),
    files: () => withoutNotes(filesBelow(config)),
  };
}

export async function createWorld(
  options: SandboxOptions = {},
  env: Readonly<Record<string, string>> = {},
): Promise<World> {
  const sandbox = await startSandbox(options);
  onTestFinished(() => sandbox.stop());
  const place = createPlace(env);
  const loginArgs: World["loginArgs"] = (provider, profile) => {
    const { name, secret } = peopleOf(sandbox)[provider];
    const by = provider === "amity" ? ["--secret", "apiKey=-"] : ["--password-stdin"];
    const named = profile === undefined ? [] : ["--profile", profile];
    const base = ["login", provider, "--base-url", sandbox.url(provider), "--username", name];
    // Crowds and thousands of requests: what is tried here is something else.
    const unlimited = provider === "productive" ? ["--set", "rateLimit=off"] : [];
    return { args: [...base, ...named, ...by, ...unlimited], stdin: secret };
  };
  return {
    ...place,
    sandbox,
    loginArgs,
    async login(provider, profile) {
      const { args, stdin } = loginArgs(provider, profile);
      expect(await place.fob(args, { stdin })).toMatchObject({ status: 0 });
    },
  };
}

function peopleOf({ accounts: { productive, pixwel, amity, babel } }: Sandbox) {
  return {
    productive: { name: productive.plain.email, secret: productive.plain.password },
    pixwel: { name: pixwel.plain.username, secret: pixwel.plain.password },
    amity: { name: amity.open.userId, secret: amity.open.apiKey },
    babel: { name: babel.administrator.userName, secret: babel.administrator.password },
  };
}

function withoutNotes(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).filter(([name]) => !/^(audit|rate)\//.test(name)));
}

export function filesBelow(folder: string): Readonly<Record<string, string>> {
  if (!existsSync(folder)) return {};
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(folder, name), "latin1")]));
}
