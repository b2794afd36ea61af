/** What is to be done for the calls under way when a signal aborts. */
export interface Stops {
  /** Until the function that is given back is called. */
  add(signal: AbortSignal, stop: () => void): () => void;
}

/**
 * One listener a signal: an EventTarget looks through all that it has for each that comes and goes. In slots that are
 * used again: each table that a Set leaves behind as it changes points to the next, and once one is old, V8 keeps all
 * that was ever in them until it looks through the whole heap.
 */
export function createStops(): Stops {
  const bySignal = new Map<AbortSignal, Slots>();
  const listen = (signal: AbortSignal) => {
    const slots: Slots = { stops: [], free: [] };
    bySignal.set(signal, slots);
    signal.addEventListener("abort", () => {
      for (const stop of [...slots.stops]) stop?.();
    });
    return slots;
  };
  return {
    add(signal, stop) {
      const { stops, free } = bySignal.get(signal) ?? listen(signal);
      const at = free.pop() ?? stops.length;
      stops[at] = stop;
      return () => {
        if (stops[at] !== stop) return;
        stops[at] = null;
        free.push(at);
      };
    },
  };
}

interface Slots {
  readonly stops: ((() => void) | null)[];
  readonly free: number[];
}
