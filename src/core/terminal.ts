import type { Secret } from "./secret.ts";

export interface Choice<T> {
  readonly value: T;
  readonly label: string;
}

export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
}

/** What a person did, or that the time is over; `redraw` after the window was changed. */
export type ScreenEvent = "time" | "quit" | "interrupt" | "redraw";

/** The whole terminal, for as long as it is lent. */
export interface Screen {
  size(): { readonly columns: number; readonly rows: number };
  /** Replaces all that is shown; what has no room is left out. Lines are as wide as the screen at most. */
  draw(lines: readonly string[]): void;
  wait(ms: number): Promise<ScreenEvent>;
}

/**
 * Where fob talks: stdout is the answer, stderr the conversation. All that is written is redacted by value, and what
 * is written for people has been made visible (core/visible.ts) by the one who wrote it.
 */
export interface Terminal {
  /** A person can be asked: stdin and stderr are terminals and neither --no-input nor CI forbids. */
  readonly interactive: boolean;
  /** stdout is a terminal: tables, relative times. */
  readonly human: boolean;
  /** Columns of the terminal on stdout, 80 where that is unknown. */
  readonly width: number;
  /** It shows more than ASCII, as its locale says. */
  readonly unicode: boolean;
  readonly out: Style;
  readonly err: Style;
  /** The text without any secret, for what is cut or padded before it is written: half a secret is not recognised. */
  redact(text: string): string;
  /** Writes to stdout, whole; FobError `output` where that fails, false where the reader has gone: no more is wanted. */
  print(text: string): boolean;
  /** As `print`, for an answer that is a secret: not redacted, and a reader who has gone is a failure too. */
  printSecret(text: string): void;
  /** As `print`, for an answer that is somebody else's bytes: as they are, not redacted. */
  printBytes(bytes: Uint8Array): boolean;
  /** Writes a line to stderr; failures are ignored, since nobody is left to be told. `--quiet` silences it. */
  note(text: string): void;
  /** A line on stderr that replaces itself; shown only on a terminal, and only after a second. */
  progress(text: string): void;
  progressDone(): void;
  /** Shows the text as progress while the work goes on, should it take more than a second. */
  whileWaiting<T>(text: string, work: () => Promise<T>): Promise<T>;
  /** Lends the terminal on stdout to the work, and gives it back as it was. */
  onScreen<T>(work: (screen: Screen) => Promise<T>): Promise<T>;
  ask(question: string, options?: { readonly fallback?: string }): Promise<string>;
  askSecret(question: string): Promise<Secret>;
  choose<T>(question: string, choices: readonly Choice<T>[]): Promise<T>;
  pick<T>(question: string, choices: readonly Choice<T>[]): Promise<readonly T[]>;
  confirm(question: string): Promise<boolean>;
}
