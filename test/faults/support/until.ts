import { setTimeout as pause } from "node:timers/promises";

/** Waits for what another process brings about; fails where that takes far too long. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 6000; tries++) {
    if (isSo()) return;
    await pause(5);
  }
  throw new Error(`waited 30 s in vain: ${what}`);
}
