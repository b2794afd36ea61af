import type { FobError } from "../../../core/errors.ts";
import { monotonicMs } from "../../clock.ts";

export interface Deadline {
  /** The work's result, or `late()` thrown once time has run out, now or before. The work itself is not stopped. */
  bound<T>(work: () => Promise<T>, late: () => FobError): Promise<T>;
  /** The other side has answered something: it is slow, and not silent. */
  heard(): void;
  /** Ends it early: whoever was silent once is not asked again. */
  expire(): void;
}

/** Who keeps answering, however slowly, has so many times the milliseconds that end a silence. */
const manyTimes = 4;

/** Ends a silence of so many milliseconds. */
export function deadlineIn(ms: number): Deadline {
  const startMs = monotonicMs();
  let [endMs, over] = [startMs + ms, false];
  const leftMs = () => Math.max(0, endMs - monotonicMs());
  const heard = () => {
    endMs = Math.min(monotonicMs() + ms, startMs + manyTimes * ms);
  };
  return {
    heard,
    expire: () => {
      over = true;
    },
    async bound(work, late) {
      if (over) throw late();
      const silence = afterSilence(leftMs);
      try {
        const result = await Promise.race([work(), silence.promise]);
        if (result === silent) {
          over = true;
          throw late();
        }
        heard();
        return result;
      } finally {
        silence.cancel();
      }
    },
  };
}

const silent = Symbol("silent");

/** On a busy machine time may run out with the answer at the door: what has arrived by then still counts. */
function afterSilence(leftMs: () => number) {
  let [timer, immediate]: [NodeJS.Timeout?, NodeJS.Immediate?] = [];
  const promise = new Promise<typeof silent>((resolve) => {
    const wait = () => {
      timer = setTimeout(look, leftMs());
    };
    const look = () => {
      immediate = setImmediate(() => (leftMs() === 0 ? resolve(silent) : wait()));
    };
    wait();
  });
  return {
    promise,
    cancel: () => {
      clearTimeout(timer);
      clearImmediate(immediate);
    },
  };
}
