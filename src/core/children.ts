/** A command that fob runs for the user. */
export interface ChildRequest {
  /** The program and what it is given; no shell looks at it. */
  readonly command: readonly string[];
  /** Put over the environment that fob was started in, of which every FOB_… variable is left out. */
  readonly env: Readonly<Record<string, string>>;
  /** Every secret that is known is replaced in what the command writes; its streams are pipes then. */
  readonly mask: boolean;
}

/**
 * Runs a command with fob's own stdin, stdout and stderr. Signals go to it and not to fob until it ends.
 * Its exit status, 128 + n where signal n ended it. FobError `command_not_found` and `command_not_executable` where it
 * could not be started; `output` where what it wrote could not be passed on.
 */
export interface Children {
  run(request: ChildRequest): Promise<number>;
}
