import { isFobError } from "../../src/core/errors.ts";
import { watchSignals } from "../../src/platform/signals.ts";

/** Waits for a signal; then ends by itself after so many milliseconds with status 7, or works on and says so. */
const [endsAfterMs] = process.argv.slice(2).map(Number);
const { signal } = watchSignals(process);
const busy = setInterval(() => {}, 1000);
signal.addEventListener("abort", () => {
  process.stdout.write(`${isFobError(signal.reason) ? signal.reason.code : "no reason"}\n`);
  setTimeout(() => process.stdout.write("at work\n"), 1500).unref();
  if (endsAfterMs === undefined) return;
  setTimeout(() => {
    clearInterval(busy);
    process.exitCode = 7;
  }, endsAfterMs);
});
process.stdout.write("ready\n");
