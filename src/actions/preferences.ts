import type { App } from "../core/app.ts";
import type { Preferences } from "../core/preferences.ts";

/** No profile can bear this name, so its lock is never the one of a profile that is held already. */
const lockName = "-preferences";

/** One writer at a time: each writes the whole file, and would else undo what the other has changed. */
export function setPreference(app: App, change: Partial<Preferences>): Promise<void> {
  return app.lock.hold(lockName, () => app.preferences.set(change));
}
