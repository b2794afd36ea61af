import { spawn } from "node:child_process";
import type { Step } from "./story.ts";

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly signal: AbortSignal | undefined;
}

/** One call of the real program, with its secrets in stdin and in variables of that call alone. */
export function runProgram({ command, env, cwd, signal }: Program, step: Step): Promise<Ran> {
  const [file = "", ...before] = command;
  const secrets = (step.env ?? []).map(({ variable, value }) => [variable, value]);
  return new Promise((resolve, reject) => {
    const child = spawn(file, [...before, ...step.args], {
      cwd,
      env: { ...env, ...Object.fromEntries(secrets) },
      stdio: ["pipe", "pipe", "pipe"],
      signal,
    });
    const said = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said.stderr += text;
    });
    // A command that ends without reading its stdin is no failure of ours.
    child.stdin.on("error", () => {});
    let failure: Error | null = null;
    child.on("error", (error) => {
      failure = error;
      if (child.pid === undefined) reject(error);
    });
    // One that was told to end may still write until it has.
    child.on("close", (status) => (failure === null ? resolve({ status, ...said }) : reject(failure)));
    child.stdin.end(step.stdin?.value ?? "");
  });
}
