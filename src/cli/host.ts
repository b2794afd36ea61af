import type { App } from "../core/app.ts";
import type { FobError } from "../core/errors.ts";
import type { Notice } from "../core/provider.ts";
import type { Env, Globals } from "./global-options.ts";

/** What the program needs of the process; main gives the real one, tests a fake. */
export interface Host {
  readonly version: string;
  readonly env: Env;
  /** `bulk`: the command has no limit on its total time, only on time without progress. */
  createApp(globals: Globals, bulk: boolean, warn: (notice: Notice) => void): Promise<App>;
  /** Writes to stdout what is no command's answer: help and version. False where the reader has gone: nobody misses it. */
  writeOut(text: string): boolean;
  /** Columns for help; undefined where stdout is no terminal. */
  helpWidth(): number | undefined;
  /** Tells a failure on stderr, redacted. */
  fail(error: FobError, format: Globals["format"], app: App | null): void;
  /** Whatever was thrown, as a FobError: itself, the signal that ended the call, or `bug`. */
  asFobError(error: unknown): FobError;
  close(): Promise<void>;
}
