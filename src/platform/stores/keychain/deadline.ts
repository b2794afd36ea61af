import type { FobError } from "../../../core/errors.ts";
import { monotonicMs } from "../../clock.ts";

export interface Deadline {
  /** The work's result, or `late()` thrown once time has run out, now or before. The work itself is not stopped. */
  bound<T>(work: () => Promise<T>, late: () => FobError): Promise<T>;
  /** Ends it early: whoever was silent once is not asked again. */
  expire(): void;
}

export function deadlineIn(ms: number): Deadline {
  const end = monotonicMs() + ms;
  let over = false;
  return {
    expire: () => {
      over = true;
    },
    async bound(work, late) {
      if (over) throw late();
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<never>((_, reject) => {
        const expire = () => {
          over = true;
          reject(late());
        };
        timer = setTimeout(expire, Math.max(0, end - monotonicMs()));
      });
      try {
        return await Promise.race([work(), limit]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
