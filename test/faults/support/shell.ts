import { spawnSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { spawn } from "@lydell/node-pty";
import { onTestFinished } from "vitest";
import { without } from "../../support/needs.ts";
import { quoted } from "./crowd.ts";
import { until } from "./until.ts";
import type { Place } from "./world.ts";

export const noBash = without(["bash", "-c", "true"], "bash");

/** A person at a shell with job control, in a terminal of its own. */
export interface Shell {
  types(text: string): void;
  /** Types a command; what it shows can be waited for. */
  runs(command: string): void;
  /** Waits for a text that has not been waited for before. */
  sees(text: string | RegExp): Promise<string>;
  /** Waits until the shell asks again and tells how the last command ended. */
  status(): Promise<number>;
  /** Whether the terminal shows what is typed and hands it over by lines. */
  isSane(): Promise<boolean>;
  /** Waits until what is typed is hidden. */
  hides(): Promise<void>;
  /** The process that the shell has started. */
  child(): number;
  /** All that was shown. */
  screen(): string;
}

const interact = ["--norc", "--noprofile", "--noediting", "-i"];

export async function startShell(place: Place): Promise<Shell> {
  const env = { ...place.env, PS1: "ready> ", TERM: "xterm", HISTFILE: "" };
  const pty = spawn("bash", interact, { cwd: place.home, cols: 400, rows: 50, env });
  onTestFinished(() => pty.kill("SIGKILL"));
  let [shown, seen] = ["", 0];
  pty.onData((text) => {
    shown += text;
  });
  const screen = () => stripVTControlCharacters(shown);
  const sees: Shell["sees"] = async (text) => {
    let found = "";
    await until(`${text} in ${JSON.stringify(screen().slice(seen))}`, () => {
      const rest = screen().slice(seen);
      const at = typeof text === "string" ? rest.indexOf(text) : rest.search(text);
      if (at < 0) return false;
      found = typeof text === "string" ? text : (text.exec(rest)?.[0] ?? "");
      seen += at + found.length;
      return true;
    });
    return found;
  };
  const runs = (command: string) => pty.write(`${command}\r`);
  await sees("ready> ");
  return {
    types: (text) => pty.write(text),
    runs,
    sees,
    screen,
    async status() {
      await sees("ready> ");
      runs("echo ended=$?");
      return Number((await sees(/ended=\d+/)).slice("ended=".length));
    },
    async isSane() {
      runs("stty -a");
      const flags = await sees(/-?isig[\s\S]* -?echok/);
      return / echo\s/.test(flags) && / icanon\s/.test(flags) && flags.startsWith("isig");
    },
    async hides() {
      const terminal = readlinkSync(`/proc/${pty.pid}/fd/0`);
      const flags = () => spawnSync("stty", ["-F", terminal, "-a"], { encoding: "utf8" }).stdout;
      await until("the terminal hides what is typed", () => flags().includes("-icanon"));
    },
    child: () =>
      Number(readFileSync(`/proc/${pty.pid}/task/${pty.pid}/children`, "latin1").trim().split(" ")[0]),
  };
}

/** A command of the program as it is typed. */
export function typed(place: Place, args: readonly string[]): string {
  return place.command(args).map(quoted).join(" ");
}
