import { setMaxListeners } from "node:events";
import { type ErrorCode, exitStatus, FobError } from "../core/errors.ts";

const codes = { SIGINT: "interrupted", SIGTERM: "terminated", SIGHUP: "hangup" } as const satisfies Partial<
  Record<NodeJS.Signals, ErrorCode>
>;
const patienceMs = 2000;

/** What another process may send to be passed on, besides the signals that end fob. */
const passedOnToo = ["SIGQUIT", "SIGUSR1", "SIGUSR2"] as const;

export interface Signals {
  /** Aborts at the first signal from outside. */
  readonly signal: AbortSignal;
  /** From now on signals go there and end nothing here, until the answer is called. */
  divert(to: (signal: NodeJS.Signals) => void): () => void;
}

/**
 * The first signal aborts the work, so that what is under way can be finished or reported; a second one, or two
 * seconds, end the process.
 */
export function watchSignals(process: NodeJS.Process): Signals {
  // Made when it is asked for: node loads it on use, and a short command waits for nothing.
  let made: AbortController | null = null;
  const controller = () => {
    made ??= newController();
    return made;
  };
  let diverted: ((signal: NodeJS.Signals) => void) | null = null;
  for (const [signal, code] of Object.entries(codes)) {
    process.on(signal, (name: NodeJS.Signals) => {
      if (diverted !== null) diverted(name);
      else {
        if (controller().signal.aborted) process.exit(exitStatus[code]);
        controller().abort(new FobError(code, "Interrupted."));
        setTimeout(() => process.exit(exitStatus[code]), patienceMs).unref();
      }
    });
  }
  return {
    get signal() {
      return controller().signal;
    },
    divert(to) {
      diverted = to;
      for (const name of passedOnToo) process.on(name, to);
      return () => {
        diverted = null;
        for (const name of passedOnToo) process.off(name, to);
      };
    },
  };
}

function newController(): AbortController {
  const controller = new AbortController();
  // Each request under way listens, and of those there may be 64 at a time.
  setMaxListeners(0, controller.signal);
  return controller;
}
