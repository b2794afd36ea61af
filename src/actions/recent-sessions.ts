import type { RecentSession, RecentSessions } from "../core/recent-sessions.ts";
import type { ListedSession } from "./list-sessions.ts";

/** As many as completion would ever show. */
const most = 200;

/** Takes the first sessions of each profile as a list is shown, to be kept for completion when it is over. */
export function createRecent() {
  const found = new Map<string, RecentSession[]>();
  return {
    add({ profile, id, name }: ListedSession): void {
      if (profile === null) return;
      const former = found.get(profile);
      if (former === undefined) found.set(profile, [{ id, name }]);
      else if (former.length < most) former.push({ id, name });
    },
    keep(recent: RecentSessions): void {
      for (const [profile, sessions] of found) recent.remember(profile, sessions);
    },
  };
}
