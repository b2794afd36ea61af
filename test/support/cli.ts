import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programCommand } from "./built-program.ts";
import { schemaProblems } from "./schemas.ts";

export interface CallOptions {
  /** Besides PATH and HOME, which is all that a call inherits. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Default: the home. */
  readonly cwd?: string;
  /** Default: a folder of this call alone, removed after it. */
  readonly home?: string;
  readonly timeoutMs?: number;
  /** What node runs in place of the program, with the program's arguments after it. */
  readonly instead?: readonly string[];
  /** Sent this long after the start. */
  readonly signal?: { readonly name: NodeJS.Signals; readonly afterMs: number };
}

export interface Called {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One call of the built program; rejects where it was killed, took too long, or printed what is not its schema. */
export async function runFob(args: readonly string[], options: CallOptions = {}): Promise<Called> {
  const home = options.home ?? newHome();
  try {
    const called = await call(args, home, options);
    const problems = await schemaProblems(args, called);
    if (problems.length > 0)
      throw new Error(`fob ${args.join(" ")}: not its schema:\n${problems.join("\n")}`);
    return called;
  } finally {
    if (options.home === undefined) removeHome(home);
  }
}

export function newHome(): string {
  return mkdtempSync(join(tmpdir(), "fob-home-"));
}

export function removeHome(home: string): void {
  rmSync(home, { recursive: true, force: true });
}

/** Nothing that would change what fob does: no FOB_*, CI, colours, proxies or certificates of this machine. */
export function cleanEnv(home: string, env: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env.PATH ?? "", HOME: home, ...env };
}

function call(args: readonly string[], home: string, options: CallOptions): Promise<Called> {
  const { env, cwd = home, stdin = "", timeoutMs = 30_000, signal } = options;
  return new Promise((resolve, reject) => {
    const [file, ...words] = options.instead ? [process.execPath, ...options.instead] : programCommand();
    const child = spawn(file, [...words, ...args], {
      cwd,
      env: cleanEnv(home, env),
    });
    const said = { stdout: "", stderr: "" };
    const limit = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
    const nudge = signal && setTimeout(() => child.kill(signal.name), signal.afterMs);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said.stderr += text;
    });
    child.on("error", reject);
    child.on("close", (status, killedBy) => {
      clearTimeout(limit);
      clearTimeout(nudge);
      if (status !== null) resolve({ status, ...said });
      else reject(new Error(`fob ${args.join(" ")} ended by ${killedBy}: ${JSON.stringify(said)}`));
    });
    // A command that ends without reading its stdin is no failure of the test.
    child.stdin.on("error", () => {});
    child.stdin.end(stdin);
  });
}
