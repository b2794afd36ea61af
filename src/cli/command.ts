import type { App } from "../core/app.ts";
import type { FobError } from "../core/errors.ts";
import type { CapabilityName } from "../core/provider-info.ts";
import type { Style } from "../core/terminal.ts";
import type { Table } from "./render/table.ts";
import type { OutputSchema } from "./schema/words.ts";

/** What can stand there, for the completion of shells; a word that ends with `:` or `=` goes on. */
export type Values =
  | readonly string[]
  | "command"
  | "file"
  | "folder"
  | "profile"
  | "provider"
  | "secret"
  | "session"
  | "setting";

export interface OptionSpec {
  /** As commander reads it: `-n, --dry-run` or `--name NAME`. */
  readonly flags: string;
  readonly description: string;
  /** May be given more than once. */
  readonly repeat?: true;
  readonly values?: Values;
}

export interface ArgumentSpec {
  /** As commander reads it: `<id>`, `[provider]`, `[id...]`. */
  readonly name: string;
  readonly description: string;
  readonly values?: Values;
}

/** A command is data and one function. Names, help and parsing come from the data. */
export interface Command {
  readonly details?: string;
  readonly arguments?: readonly ArgumentSpec[];
  readonly options?: readonly OptionSpec[];
  readonly examples: readonly string[];
  /** What its JSON holds: `fob schema` prints it, and no answer may differ from it. Null: its stdout is not fob's own. */
  readonly output: OutputSchema | null;
  run(app: App, input: Input): Promise<View>;
}

/** A command before it is loaded. */
export interface CommandEntry {
  readonly path: readonly string[];
  readonly summary: string;
  /** Lists and bulk work: limited by time without progress, not by their total. A name: with that flag alone. */
  readonly bulk?: true | string;
  /** What a provider must be able to do for it, one of these: only such profiles are offered by completion. */
  readonly needs?: readonly CapabilityName[];
  /** Runs a command whose exit statuses are its own: every failure of ours is 125. */
  readonly runsCommand?: true;
  load(): Promise<Command>;
}

/** What was typed, by the names that the data gives. */
export interface Input {
  readonly args: readonly string[];
  /** What stands after `--`, word for word; null where there is none. */
  readonly afterDashes: readonly string[] | null;
  has(flag: string): boolean;
  text(flag: string): string | null;
  texts(flag: string): readonly string[];
  /** With `--jsonl`, takes each item of a list as it comes, false when nobody reads any more; null otherwise. */
  readonly emit: ((item: unknown) => boolean) | null;
  /** The same for many that came at once, as lines of JSON that were made visible: one write. */
  readonly emitText: ((lines: string) => boolean) | null;
}

/** What a server sent, handed on as it came. */
export interface BytesAnswer {
  /** Printed before the body, redacted. */
  readonly head: string;
  readonly body: Uint8Array;
  /** Lower-case, without parameters; "" where it is unknown. */
  readonly mediaType: string;
  /** What to know where the answer could not be written. */
  readonly ifLost: string;
}

/** What a command answers; one place prints it (output.ts). */
export interface View {
  /** The `data` of the JSON document, in its final spelling. */
  readonly data: unknown;
  readonly meta?: Readonly<Record<string, unknown>>;
  /** A table on a terminal, tab-separated in a pipe. */
  readonly table?: Table;
  /** Instead of the table on a terminal, and in a pipe where there is no table. */
  readonly text?: (style: Style) => string;
  /** The answer is this secret, alone on a line: printed as it is. */
  readonly secret?: {
    readonly line: string;
    readonly ifLost: string;
    /** Undoes what made it when it could not be printed, and tells what became of it. */
    readonly undo?: () => Promise<string>;
  };
  /** What has to wait until the answer is out; its failure decides the exit status. */
  readonly afterwards?: () => Promise<FobError | null>;
  /** The answer is these bytes, in every format; on a terminal they are made visible. */
  readonly bytes?: BytesAnswer;
  /** The answer stands, but the exit status is that of this failure, which is told on stderr. */
  readonly failure?: FobError | null;
  /** The data is printed by itself, without an envelope, with `--json` and without. */
  readonly bare?: true;
  /** The items went out by `emit` already. */
  readonly emitted?: true;
  /**
   * The exit status of a command that was run for the user. stdout was its own, so nothing more is printed there; a
   * `failure` beside it decides where this is 0.
   */
  readonly status?: number;
}
