export interface Window {
  readonly count: number;
  readonly ms: number;
}

/** Counts requests by key; gives the seconds to wait once a window is full, else null. */
export function createLimiter(windows: readonly Window[]): (key: string, now: number) => number | null {
  const counted = new Map<string, { since: number; count: number }>();
  return (key, now) => {
    const full = windows.find((window) => isFull(counted.get(`${window.ms} ${key}`), window, now));
    if (full !== undefined) {
      const since = counted.get(`${full.ms} ${key}`)?.since ?? now;
      return Math.max(1, Math.ceil((since + full.ms - now) / 1000));
    }
    for (const window of windows) count(counted, `${window.ms} ${key}`, window, now);
    return null;
  };
}

function isFull(entry: { since: number; count: number } | undefined, window: Window, now: number): boolean {
  return entry !== undefined && now < entry.since + window.ms && entry.count >= window.count;
}

function count(
  counted: Map<string, { since: number; count: number }>,
  key: string,
  window: Window,
  now: number,
): void {
  const entry = counted.get(key);
  if (entry === undefined || now >= entry.since + window.ms) counted.set(key, { since: now, count: 1 });
  else entry.count++;
}
