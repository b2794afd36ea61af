import { expect } from "vitest";
import { type Answer, settled, type World } from "./world.ts";

interface Call {
  /** What is typed after `fob`, words by spaces. */
  readonly fob: string;
  readonly stdin?: string | null;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A call with `--json` and all that it answers; what is absent is 0, null, nothing. */
export type JsonStep = Call & Partial<Answer>;

/** A call in a pipe and all that it answers. */
export type PipeStep = Call & { readonly status?: number; readonly out?: unknown; readonly err?: unknown };

type Story<Step> = readonly (Step | (() => unknown))[];

/** Runs the calls in order, what happens in between too, and compares each answer whole. */
export async function tellJson({ json }: World, story: Story<JsonStep>): Promise<void> {
  for (const step of story) {
    if (typeof step === "function") step();
    else {
      const { fob, stdin, env, cwd, ...due } = step;
      const plain = { status: 0, data: null, meta: {}, warnings: [], error: null, notes: [] };
      const meta = due.data === undefined ? { meta: null } : {};
      expect({ fob, ...(await json(fob.split(" "), callOf({ stdin, env, cwd }))) }).toEqual({
        fob,
        ...plain,
        ...meta,
        ...due,
      });
    }
  }
}

export async function tellPiped(world: World, story: Story<PipeStep>): Promise<void> {
  for (const step of story) {
    if (typeof step === "function") step();
    else {
      const { fob, stdin, env, cwd, status = 0, out = "", err = "" } = step;
      const called = await world.fob(fob.split(" "), callOf({ stdin, env, cwd }));
      const seen = { status: called.status, out: settled(called.stdout), err: settled(called.stderr) };
      expect({ fob, ...seen }).toEqual({ fob, status, out, err });
    }
  }
}

function callOf({ stdin, env, cwd }: Omit<Call, "fob">) {
  return {
    stdin: stdin ?? "",
    ...(env === undefined ? {} : { env }),
    ...(cwd === undefined ? {} : { cwd }),
  };
}

/** The error object of the contract, whole. */
export function failure(
  code: string,
  exit: number,
  message: string,
  hint: string | null,
  of: Partial<Record<string, unknown>> = {},
) {
  return {
    code,
    exit,
    message,
    hint,
    provider: null,
    profile: null,
    retryable: false,
    retry_after_s: null,
    ...of,
  };
}
