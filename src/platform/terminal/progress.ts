const firstAfterMs = 1000;
const everyMs = 100;
const clearLine = "\r\x1b[2K";

export interface ProgressWorld {
  readonly shows: boolean;
  write(text: string): void;
  nowMs(): number;
}

/**
 * One line that replaces itself, shown for what takes more than a second, and never more often than is seen. What counts
 * has the line: what is merely waited for is shown while nothing else is.
 */
export function createProgress({ shows, write, nowMs }: ProgressWorld) {
  const startMs = nowMs();
  let lastMs = 0;
  let shown: "counted" | "waiting" | null = null;
  let late = 0;
  const draw = (what: "counted" | "waiting", text: string) => {
    shown = what;
    write(`${clearLine}${text}`);
  };
  const clear = () => {
    if (shown !== null) write(clearLine);
    shown = null;
  };
  const waited = async <T>(text: string, work: () => Promise<T>): Promise<T> => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      late++;
      if (shown === null) draw("waiting", text);
    }, firstAfterMs);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      if (isLate && --late === 0 && shown === "waiting") clear();
    }
  };
  return {
    show(text: string): void {
      if (!shows) return;
      const now = nowMs();
      if (now - startMs < firstAfterMs || now - lastMs < everyMs) return;
      lastMs = now;
      draw("counted", text);
    },
    done: clear,
    during: <T>(text: string, work: () => Promise<T>): Promise<T> => (shows ? waited(text, work) : work()),
  };
}
