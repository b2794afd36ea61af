import type { FobError } from "../../../core/errors.ts";

export interface Deadline {
  /** The work's result, or `late()` thrown once time has run out. The work itself is not stopped. */
  bound<T>(work: () => Promise<T>, late: () => FobError): Promise<T>;
}

export function deadlineIn(ms: number): Deadline {
  const end = performance.now() + ms;
  return {
    async bound(work, late) {
      const left = end - performance.now();
      if (left <= 0) throw late();
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(late()), left);
      });
      try {
        return await Promise.race([work(), limit]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
