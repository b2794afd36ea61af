import type { Credential } from "../../core/credential.ts";
import { FobError, isFobError } from "../../core/errors.ts";
import type { ProviderDeps } from "../../core/provider.ts";
import type { Session } from "../../core/session.ts";
import type { Api } from "./api.ts";
import { listSessions } from "./list.ts";

/** How far the clocks of this machine and the server may be apart, and a mint may have taken. */
const recentMs = 5 * 60_000;

/**
 * A mint whose outcome is unknown may have left a machine session whose token nobody has seen. It is looked for by
 * its name and its time, and named, so that the user can end it.
 */
export async function nameOrphans<T>(
  deps: ProviderDeps,
  api: Api,
  credential: Credential,
  name: string,
  mint: () => Promise<T>,
): Promise<T> {
  const since = deps.clock.now().getTime() - recentMs;
  try {
    return await mint();
  } catch (error) {
    if (!isFobError(error, "outcome_unknown")) throw error;
    const isOrphan = ({ kind, name: its, lastActivityAt }: Session) =>
      kind === "machine" && its === name && (lastActivityAt === null || lastActivityAt.getTime() >= since);
    const hint = await found(api, credential, isOrphan).then(adviceOn, () => lookForIt);
    throw new FobError(error.code, error.message, { ...error.details, hint });
  }
}

export const lookForIt = "See whether it was made: fob sessions list --kind machine";

async function found(api: Api, credential: Credential, isOrphan: (session: Session) => boolean) {
  const ids: string[] = [];
  for await (const sessions of listSessions(api, credential)) {
    ids.push(...sessions.filter((session) => session.revocable && isOrphan(session)).map(({ id }) => id));
  }
  return ids;
}

function adviceOn(ids: readonly string[]): string {
  return ids.length === 0
    ? "No new machine session of that name is listed: none seems to have been made."
    : `A machine session of that name was made and its token is lost; end it: fob sessions revoke ${ids.join(" ")}`;
}
