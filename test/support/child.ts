import type { ChildProcessByStdio } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface Child {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly pid: number;
  /** Resolves when the text has come on stdout; rejects where it ends before. */
  says(text: string): Promise<void>;
  send(line: string): void;
  readonly ended: Promise<Ended>;
}

export function startChild(command: readonly string[], env: NodeJS.ProcessEnv = process.env): Child {
  const [file = "", ...args] = command;
  const child = spawn(file, args, { stdio: ["pipe", "pipe", "pipe"], env });
  const got = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    got.out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    got.err += text;
  });
  // A child that is gone takes no input; its end tells.
  child.stdin.on("error", () => {});
  const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...got }));
  return {
    process: child,
    pid: child.pid ?? 0,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (got.out.includes(text)) resolve();
        };
        child.stdout.on("data", look);
        look();
        void ended.then((end) => reject(new Error(`ended before it said ${text}: ${JSON.stringify(end)}`)));
      }),
    send: (line) => child.stdin.write(`${line}\n`),
    ended,
  };
}

export function runChild(command: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> {
  const child = startChild(command, env);
  child.process.stdin.end();
  return child.ended;
}
