const firstAfterMs = 1000;
const everyMs = 100;
const clearLine = "\r\x1b[2K";

export interface ProgressWorld {
  readonly shows: boolean;
  write(text: string): void;
  nowMs(): number;
}

/** One line that replaces itself, shown for what takes more than a second, and never more often than is seen. */
export function createProgress({ shows, write, nowMs }: ProgressWorld) {
  const startMs = nowMs();
  let lastMs = 0;
  let isShown = false;
  const shown = async <T>(text: string, work: () => Promise<T>): Promise<T> => {
    const timer = setTimeout(() => {
      isShown = true;
      write(`${clearLine}${text}`);
    }, firstAfterMs);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    show(text: string): void {
      if (!shows) return;
      const now = nowMs();
      if (now - startMs < firstAfterMs || now - lastMs < everyMs) return;
      lastMs = now;
      isShown = true;
      write(`${clearLine}${text}`);
    },
    done(): void {
      if (isShown) write(clearLine);
      isShown = false;
    },
    during: <T>(text: string, work: () => Promise<T>): Promise<T> => (shows ? shown(text, work) : work()),
  };
}
