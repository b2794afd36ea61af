import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Children } from "../../core/children.ts";
import { type ErrorCode, FobError } from "../../core/errors.ts";
import type { Redactor } from "../../core/redactor.ts";
import { visible } from "../../core/visible.ts";
import { errorCode } from "../files/problems.ts";
import type { Signals } from "../signals.ts";
import { commandEnvironment } from "./environment.ts";
import { isInForeground } from "./foreground.ts";
import { passOnMasked } from "./masked.ts";

export interface ChildWorld {
  readonly process: NodeJS.Process;
  /** What fob was started with. */
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly signals: Signals;
  readonly redactor: Redactor;
}

export function createChildren(world: ChildWorld): Children {
  return {
    async run({ command, env, mask }) {
      const { process, signals, redactor } = world;
      signals.signal.throwIfAborted();
      const [file = "", ...args] = command;
      let child: ChildProcess | null = null;
      const restore = signals.divert((name) => {
        if (!fromTerminal(name, process)) child?.kill(name);
      });
      try {
        const stdio = mask ? "pipe" : "inherit";
        child = start(file, args, {
          env: { ...commandEnvironment(world.env, process.platform), ...env },
          stdio: ["inherit", stdio, stdio],
        });
        const { stdout, stderr } = child;
        const passing = [
          stdout === null ? null : passOnMasked(stdout, 1, redactor.mask()),
          stderr === null ? null : passOnMasked(stderr, 2, redactor.mask()),
        ];
        return await whole(endOf(child, file), passing);
      } finally {
        restore();
      }
    },
  };
}

/** The command is waited for whatever becomes of its output: nothing may run on behind its back. */
async function whole(ended: Promise<number>, passing: readonly (Promise<void> | null)[]): Promise<number> {
  const [status] = await Promise.allSettled([ended, ...passing]);
  if (status.status === "fulfilled") await Promise.all(passing);
  return ended;
}

/** Ctrl-C and Ctrl-\ have reached the command as well, being of the same group. */
function fromTerminal(name: NodeJS.Signals, process: NodeJS.Process): boolean {
  return (name === "SIGINT" || name === "SIGQUIT") && isInForeground(process);
}

type StartOptions = Parameters<typeof spawn>[2];

/** What no command can be started with (a NUL, too many words) is thrown at once, the rest is told by an event. */
function start(file: string, args: readonly string[], options: StartOptions): ChildProcess {
  try {
    return spawn(file, args, options);
  } catch (error) {
    throw notStarted(file, error);
  }
}

function endOf(child: ChildProcess, file: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on("error", (error) => {
      if (child.pid === undefined) reject(notStarted(file, error));
    });
    child.on("exit", (status, signal) =>
      resolve(status ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOENT: "command_not_found",
  ENOTDIR: "command_not_found",
  EACCES: "command_not_executable",
  EISDIR: "command_not_executable",
  ENOEXEC: "command_not_executable",
  ELOOP: "command_not_executable",
};

function notStarted(file: string, error: unknown): FobError {
  const reason = errorCode(error) ?? "failed";
  const code = codes[reason] ?? "local_io";
  if (code === "command_not_found") {
    return new FobError(code, `There is no command ${visible(file)}.`, {
      hint: "Check its spelling and PATH; a shell's own words need: -- sh -c '...'",
    });
  }
  return new FobError(code, `${visible(file)} cannot be run (${reason}).`, {
    hint: "It must be a program, and yours to run: chmod +x",
    cause: error,
  });
}
