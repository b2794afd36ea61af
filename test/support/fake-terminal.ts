import { expect, onTestFinished } from "vitest";
import type { KeepSecret } from "../../src/core/secret.ts";
import type { Choice, Style, Terminal } from "../../src/core/terminal.ts";

export const tagged: Style = {
  bold: (text) => `<b>${text}</b>`,
  dim: (text) => text,
  good: (text) => text,
  warn: (text) => text,
  bad: (text) => text,
};

const plain: Style = { ...tagged, bold: (text) => text };

/** A question that is expected, by its beginning, and what the person answers: text, labels, yes or no. */
export type Answer = readonly [question: string, answer: string | boolean | readonly string[]];

export interface FakeTerminal extends Terminal {
  readonly seen: { out: string; secretOut: string; err: string; progress: string[] };
}

export interface TerminalOptions {
  readonly interactive?: boolean;
  readonly human?: boolean;
  readonly width?: number;
  readonly answers?: readonly Answer[];
  readonly redact?: (text: string) => string;
  /** What printing a secret fails with. */
  readonly printFails?: Error;
  readonly unicode?: boolean;
}

/** A question that was not expected throws, and one that was and never came fails the test at its end. */
export function fakeTerminal(
  keep: KeepSecret,
  {
    answers = [],
    human = false,
    width = 80,
    unicode = true,
    redact = (text) => text,
    interactive = answers.length > 0,
    printFails,
  }: TerminalOptions,
  note: (event: string) => void = () => {},
): FakeTerminal {
  const left = [...answers];
  if (answers.length > 0) onTestFinished(() => expect(left, "answers that nobody asked for").toEqual([]));
  const seen: FakeTerminal["seen"] = { out: "", secretOut: "", err: "", progress: [] };
  const answer = (question: string) => {
    const [expected, given] = left.shift() ?? [];
    if (expected === undefined || given === undefined || !question.startsWith(expected))
      throw new Error(`asked ${JSON.stringify(question)} where ${JSON.stringify(expected)} was expected`);
    note(`asked ${expected}`);
    return given;
  };
  const labelled = <T>(choices: readonly Choice<T>[], label: string): T => {
    const found = choices.find((one) => one.label === label);
    if (found === undefined) throw new Error(`${label} is not among ${choices.map((one) => one.label)}`);
    return found.value;
  };
  return {
    interactive,
    human,
    width,
    unicode,
    onScreen: () => Promise.reject(new Error("no screen was expected")),
    out: human ? tagged : plain,
    err: plain,
    redact,
    seen,
    print(text) {
      seen.out += redact(text);
      return true;
    },
    printSecret(text) {
      if (printFails !== undefined) throw printFails;
      seen.secretOut += text;
    },
    printBytes(bytes) {
      seen.secretOut += Buffer.from(bytes).toString("latin1");
      return true;
    },
    note(text) {
      seen.err += `${redact(text)}\n`;
    },
    progress: (text) => void seen.progress.push(text),
    progressDone: () => {},
    whileWaiting: (_, work) => work(),
    ask: async (question) => String(answer(question)),
    askSecret: async (question) => keep(String(answer(question))),
    choose: async (question, choices) => labelled(choices, String(answer(question))),
    pick: async (question, choices) => {
      const labels = answer(question);
      return Array.isArray(labels) ? labels.map((label) => labelled(choices, String(label))) : [];
    },
    confirm: async (question) => answer(question) === true,
  };
}
