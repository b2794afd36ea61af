import type { Sandbox } from "../index.ts";

/** A secret of the story: how a person would name it in a shell, and what it is. */
export interface DemoSecret {
  readonly variable: string;
  readonly value: string;
}

export interface Step {
  /** What the step is about, said before it. */
  readonly says: string;
  /** After `fob`; no secret is among them. */
  readonly args: readonly string[];
  /** Piped into stdin. */
  readonly stdin?: DemoSecret;
  /** More secrets, each in a variable of this command alone. */
  readonly env?: readonly DemoSecret[];
  /** The exit status that the step must end with. Default 0. */
  readonly status?: number;
  /** The answer is a token: its first characters are shown. */
  readonly answersToken?: true;
  /** The columns that are shown, as `cut -f` counts them. */
  readonly columns?: readonly number[];
  /** What happens outside of fob first: a link is opened, tokens die. False where it did not work. */
  readonly before?: (sandbox: Sandbox) => boolean;
}

export interface Chapter {
  readonly title: string;
  readonly steps: readonly Step[];
}
