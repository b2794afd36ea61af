import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ProviderId, type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/index.ts";
import { type Called, type CallOptions, newHome, removeHome, runFob } from "../support/cli.ts";

/** Four APIs, a home with the key of the encrypted-file store in it, and the program. */
export interface World {
  readonly sandbox: Sandbox;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  fob(args: readonly string[], options?: CallOptions): Promise<Called>;
  /** The same with `--json`, its streams read as the contract has them. */
  json(args: readonly string[], options?: CallOptions): Promise<Answer>;
  /** Logs in with the sandbox's plain account; into the profile of that name, if one is given. */
  login(provider: ProviderId, profile?: string): Promise<void>;
  /** Every file below the home with what is in it, the store's key aside. */
  files(): Readonly<Record<string, string>>;
  /** The same without the log of what was done and the count of what was sent, which tell of what failed too. */
  kept(): Readonly<Record<string, string>>;
}

/** What a call with `--json` answered; times and random values stand as placeholders. */
export interface Answer {
  readonly status: number;
  readonly data: unknown;
  readonly meta: unknown;
  readonly warnings: readonly string[];
  readonly error: unknown;
  /** The lines of stderr before the error. */
  readonly notes: readonly string[];
}

/** The test it belongs to: of several at the same time, the one that ends tidies up its own. */
interface Test {
  onTestFinished(tidyUp: () => Promise<void>): void;
}

export async function createWorld({ onTestFinished }: Test, options: SandboxOptions = {}): Promise<World> {
  const sandbox = await startSandbox(options);
  const home = newHome();
  onTestFinished(async () => {
    await sandbox.stop();
    removeHome(home);
  });
  const key = join(home, "store.key");
  writeFileSync(key, randomBytes(32).toString("hex"), { mode: 0o600 });
  mkdirSync(join(home, "work"));
  const env = { FOB_STORE: "file", FOB_STORE_KEY_FILE: key };
  const fob = (args: readonly string[], call: CallOptions = {}): Promise<Called> =>
    runFob(args, { home, ...call, env: { ...env, ...call.env } });
  return {
    sandbox,
    home,
    env,
    fob,
    json: async (args, call) => answerOf(args, await fob([...args, "--json"], call)),
    async login(provider, profile) {
      const { args, stdin } = plainLogin(sandbox, provider);
      const named = profile === undefined ? [] : ["--profile", profile];
      const { status, stderr } = await fob([...args, ...named], { stdin });
      if (status !== 0) throw new Error(`login ${provider} ended with ${status}: ${stderr}`);
    },
    files: () => filesBelow(home, key),
    kept: () => withoutLog(filesBelow(home, key)),
  };
}

/** For a test that is given no context to tidy up by. */
export async function withWorld(work: (world: World) => Promise<void>): Promise<void> {
  const ends: (() => Promise<void>)[] = [];
  const world = await createWorld({ onTestFinished: (end) => void ends.push(end) });
  try {
    await work(world);
  } finally {
    for (const end of ends) await end();
  }
}

export function plainLogin({ url, accounts }: Sandbox, provider: ProviderId) {
  const at = ["login", provider, "--base-url", url(provider)];
  const { productive, pixwel, amity, babel } = accounts;
  const people = {
    productive: { name: productive.plain.email, secret: productive.plain.password },
    pixwel: { name: pixwel.plain.username, secret: pixwel.plain.password },
    amity: { name: amity.open.userId, secret: amity.open.apiKey },
    babel: { name: babel.administrator.userName, secret: babel.administrator.password },
  };
  const { name, secret } = people[provider];
  const by = provider === "amity" ? ["--secret", "apiKey=-"] : ["--password-stdin"];
  return { args: [...at, "--username", name, ...by], stdin: secret };
}

/** The same as a step of a story. */
export function loginOf(sandbox: Sandbox, provider: ProviderId): { fob: string; stdin: string } {
  const { args, stdin } = plainLogin(sandbox, provider);
  return { fob: args.join(" "), stdin };
}

/** Fails where the streams are not as the contract says: one document or nothing, and the error in the last line. */
export function answerOf(args: readonly string[], { status, stdout, stderr }: Called): Answer {
  const lines = stderr.split("\n").filter((line) => line !== "");
  const last = parsed(lines.at(-1) ?? "");
  const failed = isDocument(last) && last.schema === "fob.error/v1" ? last : null;
  const notes = (failed === null ? lines : lines.slice(0, -1)).map(settled);
  const shared = { status, error: read(failed?.error ?? null), notes };
  if (stdout === "") return { ...shared, data: null, meta: null, warnings: [] };
  const document = parsed(stdout.trimEnd());
  if (stdout.trimEnd().includes("\n") || !isDocument(document)) {
    throw new Error(`fob ${args.join(" ")}: stdout is not one document: ${stdout}`);
  }
  const { schema, data, meta, warnings, ...more } = document;
  if (
    !/^fob\.[a-z_.]+\/v1$/.test(String(schema)) ||
    Object.keys(more).length > 0 ||
    !Array.isArray(warnings)
  ) {
    throw new Error(`fob ${args.join(" ")}: not the envelope: ${stdout}`);
  }
  return {
    ...shared,
    data: read(data),
    meta: read(meta),
    warnings: warnings.map(({ code }) => String(code)),
  };
}

function isDocument(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function read(value: unknown): unknown {
  return JSON.parse(settled(JSON.stringify(value)));
}

/** Times, and what the sandbox makes up, by what they are. */
export function settled(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z/g, "TIME")
    .replaceAll(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g, "JWT")
    .replaceAll(/5a4db0c5-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-(?!0000)[0-9a-f]{12}/g, "UUID")
    .replaceAll(/api_MadeUp[^\s"]*/g, "KEY")
    .replaceAll(/127\.0\.0\.1:\d+/g, "HOST");
}

function withoutLog(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).filter(([name]) => !/(^|\/)(audit|rate)\//.test(name)));
}

/** Each file by its path below the folder, byte for byte. */
export function filesBelow(folder: string, ...but: readonly string[]): Readonly<Record<string, string>> {
  if (!existsSync(folder)) return {};
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name));
  const files = names.filter((name) => !but.includes(name) && statSync(name).isFile()).sort();
  return Object.fromEntries(
    files.map((name) => [name.slice(folder.length + 1), readFileSync(name, "latin1")]),
  );
}
