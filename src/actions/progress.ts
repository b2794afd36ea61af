import type { App } from "../core/app.ts";

/** So often is the line made anew; a terminal shows no more. */
const everyMs = 100;
/** Before that, what is done says little of the time it takes. */
const settledMs = 2000;

/** What long work shows on a terminal: how much is done, of how much, how fast, and the time left. */
export interface Progress {
  add(count: number): void;
  /** How much there is of one part of the work. */
  expect(part: string, total: number): void;
}

export function createProgress(app: App, noun: string): Progress {
  const startMs = app.clock.monotonicMs();
  const totals = new Map<string, number>();
  let [done, shownMs] = [0, Number.NEGATIVE_INFINITY];
  return {
    expect: (part, total) => void totals.set(part, total),
    add(count) {
      done += count;
      const now = app.clock.monotonicMs();
      if (now - shownMs < everyMs) return;
      shownMs = now;
      const total = [...totals.values()].reduce((sum, one) => sum + one, 0);
      app.terminal.progress(progressText(done, total, now - startMs, noun));
    },
  };
}

export function progressText(done: number, total: number, elapsedMs: number, noun: string): string {
  const text = total > done ? `${grouped(done)} of ${grouped(total)} ${noun}` : `${grouped(done)} ${noun}`;
  if (elapsedMs < settledMs || done === 0) return text;
  const perSecond = (done * 1000) / elapsedMs;
  const rate = `, ${perSecond < 10 ? perSecond.toFixed(1) : grouped(Math.round(perSecond))} a second`;
  return total > done ? `${text}${rate}, ${inWords((total - done) / perSecond)} left` : text + rate;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

function inWords(seconds: number): string {
  if (seconds < 60) return `${Math.ceil(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
