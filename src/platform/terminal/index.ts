import type { Budget } from "../../core/budget.ts";
import type { Redactor } from "../../core/redactor.ts";
import type { Terminal } from "../../core/terminal.ts";
import { isTerminal, type Streams } from "./is-terminal.ts";
import { knowsUnicode } from "./knows-unicode.ts";
import { isReaderGone, textWriter, writeBytes, writeQuietly, writeWhole } from "./output.ts";
import { createProgress } from "./progress.ts";
import { plainStyle } from "./style.ts";
import { wantsColour } from "./wants-colour.ts";

export interface TerminalWorld {
  /** The process: each stream is touched only where it is a terminal, since it costs more than what is written to it. */
  readonly streams: Streams;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly redactor: Redactor;
  readonly budget: Budget;
  readonly noInput: boolean;
  readonly noColour: boolean;
  readonly quiet: boolean;
  monotonicMs(): number;
}

export async function createTerminal(world: TerminalWorld): Promise<Terminal> {
  const { streams, redactor, budget, env } = world;
  const [human, talks] = [isTerminal(streams, 1), isTerminal(streams, 2)];
  const inCi = env.CI !== undefined && env.CI !== "" && env.CI !== "false";
  const [out, err] = await styles(world, human, talks);
  const progress = createProgress({
    shows: talks && !world.quiet,
    write: (text) => writeQuietly(2, redactor.redact(text)),
    nowMs: world.monotonicMs,
  });
  const ask: Ask = (work) =>
    budget.pausedDuring(async () => {
      progress.done();
      const { createPrompts } = await import("./prompts.ts");
      return work(
        createPrompts({
          input: streams.stdin,
          output: streams.stderr,
          signal: budget.signal,
          keep: redactor.keep,
        }),
      );
    });
  const write = textWriter(1);
  const printing = (work: () => void) => {
    progress.done();
    try {
      work();
      return true;
    } catch (error) {
      if (isReaderGone(error)) return false;
      throw error;
    }
  };
  return {
    get interactive() {
      return talks && !world.noInput && !inCi && isTerminal(streams, 0);
    },
    human,
    width: human && streams.stdout.columns > 0 ? streams.stdout.columns : 80,
    unicode: knowsUnicode(env, process.platform),
    out,
    err,
    redact: redactor.redact,
    print: (text) => printing(() => write(redactor.redact(text))),
    printSecret: (text) => writeWhole(1, text),
    printBytes: (bytes) => printing(() => writeBytes(1, bytes)),
    note(text) {
      progress.done();
      if (!world.quiet) writeQuietly(2, `${redactor.redact(text)}\n`);
    },
    progress: progress.show,
    progressDone: progress.done,
    whileWaiting: progress.during,
    async onScreen(work) {
      progress.done();
      const { onScreen } = await import("./screen.ts");
      return onScreen({ process, streams, signal: budget.signal, redact: redactor.redact }, work);
    },
    ...questions(ask),
  };
}

type Questions = Pick<Terminal, "ask" | "askSecret" | "choose" | "pick" | "confirm">;
type Ask = <T>(
  work: (prompts: ReturnType<typeof import("./prompts.ts")["createPrompts"]>) => Promise<T>,
) => Promise<T>;

function questions(ask: Ask): Questions {
  return {
    ask: (question, options) => ask((prompts) => prompts.ask(question, options?.fallback)),
    askSecret: (question) => ask((prompts) => prompts.askSecret(question)),
    choose: (question, choices) => ask((prompts) => prompts.choose(question, choices)),
    pick: (question, choices) => ask((prompts) => prompts.pick(question, choices)),
    confirm: (question) => ask((prompts) => prompts.confirm(question)),
  };
}

/** chalk is loaded only where something is coloured. */
async function styles(world: TerminalWorld, human: boolean, talks: boolean) {
  const [onOut, onErr] = [
    wantsColour(world.env, human, world.noColour),
    wantsColour(world.env, talks, world.noColour),
  ];
  if (!onOut && !onErr) return [plainStyle, plainStyle] as const;
  const { colourStyle } = await import("./colour.ts");
  return [onOut ? colourStyle() : plainStyle, onErr ? colourStyle() : plainStyle] as const;
}
