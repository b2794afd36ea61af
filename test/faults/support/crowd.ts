import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Called } from "../../support/cli.ts";
import type { Place } from "./world.ts";

export interface Call {
  readonly args: readonly string[];
  readonly stdin?: string;
}

/** What a starved process needs: a crowd of a hundred shares two cores. */
export const patience = { FOB_TIMEOUT: "5m" };

/**
 * Starts all calls at once and waits for every end. A shell starts them: to start a process node waits for it, and a
 * sandbox in this process would answer nobody meanwhile.
 */
export async function crowd(place: Place, calls: readonly Call[]): Promise<readonly Called[]> {
  const folder = mkdtempSync(join(place.home, "crowd-"));
  const lines = calls.map(({ args, stdin = "" }, number) => {
    const at = join(folder, String(number));
    mkdirSync(at);
    writeFileSync(join(at, "in"), stdin);
    const command = place.command(args).map(quoted).join(" ");
    return `(${command} <${at}/in >${at}/out 2>${at}/err; echo $? >${at}/status) &`;
  });
  const shell = spawn("sh", ["-s"], {
    env: { ...place.env, ...patience },
    stdio: ["pipe", "ignore", "inherit"],
  });
  shell.stdin.end(`${lines.join("\n")}\nwait\n`);
  await once(shell, "close");
  const read = (number: number, name: string) => readFileSync(join(folder, String(number), name), "utf8");
  return calls.map((_, number) => ({
    status: Number(read(number, "status")),
    stdout: read(number, "out"),
    stderr: read(number, "err"),
  }));
}

export function times<T>(count: number, make: (number: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, number) => make(number));
}

/** Safe in a shell, whatever it holds. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
