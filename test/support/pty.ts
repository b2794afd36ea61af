import { stripVTControlCharacters } from "node:util";
import { spawn } from "@lydell/node-pty";
import { programCommand } from "./built-program.ts";
import { cleanEnv } from "./cli.ts";

export interface PtyOptions {
  readonly home: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly columns?: number;
}

/** The program in a terminal of its own, and somebody who types. */
export interface Person {
  /** Waits for a text that has not been waited for before. */
  sees(text: string): Promise<void>;
  types(text: string): void;
  resizes(columns: number): void;
  /** All that was shown, without control sequences; lines end with \n. */
  screen(): string;
  /** All that was shown, as it came. */
  raw(): string;
  readonly ended: Promise<number>;
}

export const keys = { enter: "\r", down: "\x1b[B", ctrlC: "\x03", ctrlD: "\x04" } as const;

const patienceMs = 15_000;

export function startInTerminal(args: readonly string[], options: PtyOptions): Person {
  const [file, ...words] = programCommand();
  return startProgramInTerminal(file, [...words, ...args], options);
}

export function startProgramInTerminal(file: string, args: readonly string[], options: PtyOptions): Person {
  const { home, env = {}, cwd = home, columns = 80 } = options;
  const pty = spawn(file, [...args], {
    // Becomes TERM, whatever the environment says.
    name: env.TERM ?? "xterm-256color",
    cols: columns,
    rows: 24,
    cwd,
    env: cleanEnv(home, env),
  });
  let shown = "";
  let seen = 0;
  let isOver = false;
  const watchers = new Set<() => void>();
  const look = (): void => {
    for (const watch of watchers) watch();
  };
  pty.onData((text) => {
    shown += text;
    look();
  });
  const ended = new Promise<number>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      isOver = true;
      resolve(signal ? 128 + signal : exitCode);
      look();
    });
  });
  const screen = (): string => stripVTControlCharacters(shown).replaceAll("\r\n", "\n").replaceAll("\r", "");
  const sees = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const give = (settle: () => void): void => {
        clearTimeout(limit);
        watchers.delete(watch);
        settle();
      };
      const fail = (why: string): void =>
        give(() => reject(new Error(`${why} before ${JSON.stringify(text)} was shown:\n${screen()}`)));
      const limit = setTimeout(() => fail("Waited too long"), patienceMs);
      const watch = (): void => {
        const at = screen().indexOf(text, seen);
        if (at >= 0) {
          seen = at + text.length;
          give(resolve);
        } else if (isOver) fail("The program ended");
      };
      watchers.add(watch);
      watch();
    });
  return {
    sees,
    types: (text) => pty.write(text),
    resizes: (width) => pty.resize(width, 24),
    screen,
    raw: () => shown,
    ended,
  };
}
