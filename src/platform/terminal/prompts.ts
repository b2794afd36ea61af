import inquirer from "inquirer";
import { FobError } from "../../core/errors.ts";
import type { KeepSecret, Secret } from "../../core/secret.ts";
import type { Choice } from "../../core/terminal.ts";
import { visible } from "../../core/visible.ts";
import { pickList } from "./pick-list.ts";

export interface PromptWorld {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly signal: AbortSignal;
  readonly keep: KeepSecret;
}

/** Questions on stderr, so that stdout stays the answer; inquirer shows them and puts the terminal back. */
export function createPrompts({ input, output, signal, keep }: PromptWorld) {
  const prompt = inquirer.createPromptModule({ input, output, signal });
  const answered = async <T>(work: Promise<{ value: T }>): Promise<T> => {
    try {
      return (await awake(input, work)).value;
    } catch (error) {
      throw interrupted(error);
    }
  };
  const message = (question: string) => `${visible(question)}:`;
  return {
    ask: (question: string, fallback?: string) =>
      answered<string>(
        prompt([{ type: "input", name: "value", message: message(question), default: fallback }]),
      ),
    askSecret: async (question: string): Promise<Secret> =>
      keep(
        await answered<string>(
          prompt([{ type: "password", name: "value", message: message(question), mask: false }]),
        ),
      ),
    choose: async <T>(question: string, choices: readonly Choice<T>[]): Promise<T> => {
      const select = { type: "select", name: "value", message: visible(question), loop: false } as const;
      return valueAt(choices, await answered<number>(prompt([{ ...select, choices: numbered(choices) }])));
    },
    pick: async <T>(question: string, choices: readonly Choice<T>[]): Promise<readonly T[]> => {
      const labels = choices.map(({ label }) => visible(label));
      const list = pickList({ message: visible(question), labels }, { input, output, signal });
      const picked = await answered(list.then((value) => ({ value })));
      return picked.map((at) => valueAt(choices, at));
    },
    confirm: (question: string) =>
      answered<boolean>(
        prompt([{ type: "confirm", name: "value", message: visible(question), default: false }]),
      ),
  };
}

/**
 * Continued after Ctrl-Z, readline leaves its input paused for others to resume (nodejs.org/api/readline.html, event
 * SIGCONT), and the shell has set the terminal as it likes it: typed text would be shown, or lost.
 */
async function awake<T>(input: NodeJS.ReadStream, work: Promise<T>): Promise<T> {
  const wake = () =>
    setImmediate(() => {
      input.setRawMode(false);
      input.setRawMode(true);
      input.resume();
    });
  process.on("SIGCONT", wake);
  try {
    return await work;
  } finally {
    process.off("SIGCONT", wake);
  }
}

function numbered(choices: readonly Choice<unknown>[]) {
  return choices.map(({ label }, at) => ({ value: at, name: visible(label) }));
}

function valueAt<T>(choices: readonly Choice<T>[], at: number): T {
  const choice = choices[at];
  if (choice === undefined) throw new FobError("bug", "A choice was answered that was not offered.");
  return choice.value;
}

/** Ctrl-C, Ctrl-D and a signal end a prompt alike: nothing was answered. */
function interrupted(error: unknown): unknown {
  const name = error instanceof Error ? error.name : "";
  if (name !== "ExitPromptError" && name !== "AbortPromptError") return error;
  return new FobError("interrupted", "Interrupted: nothing was changed.", { cause: error });
}
