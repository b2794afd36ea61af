import { type ErrorCode, exitStatus, FobError } from "../core/errors.ts";

const codes = { SIGINT: "interrupted", SIGTERM: "terminated", SIGHUP: "hangup" } as const satisfies Partial<
  Record<NodeJS.Signals, ErrorCode>
>;
const patienceMs = 2000;

/**
 * The first signal aborts the work, so that what is under way can be finished or reported; a second one, or two
 * seconds, end the process.
 */
export function abortOnSignals(process: NodeJS.Process): AbortSignal {
  const controller = new AbortController();
  for (const [signal, code] of Object.entries(codes)) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(exitStatus[code]);
      controller.abort(new FobError(code, "Interrupted."));
      setTimeout(() => process.exit(exitStatus[code]), patienceMs).unref();
    });
  }
  return controller.signal;
}
