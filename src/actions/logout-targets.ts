import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { Profile } from "../core/profile.ts";
import { visible } from "../core/visible.ts";
import { allProfiles, checkNoneNamed, chooseTarget, profileNamed } from "./target.ts";

export interface LogoutRequest {
  readonly names: readonly string[];
  readonly all: boolean;
  readonly localOnly: boolean;
}

/** Which logins are to end. */
export async function chosenProfiles(app: App, { names, all }: LogoutRequest): Promise<readonly Profile[]> {
  if (all && names.length > 0) throw new FobError("usage", "Name profiles or say --all, not both.");
  checkFlag(app, { names, all });
  if (all)
    return (await allProfiles(app)).filter((one) => one.state !== "logged_out" || one.pendingRevokes > 0);
  if (names.length > 0) return Promise.all([...new Set(names)].map((name) => profileNamed(app, name)));
  const target = await chooseTarget(app);
  if (target.kind === "profile") return [noted(app, target.profile, target.chosenBy)];
  throw notOurs();
}

/** `--profile` is said for nothing beside the same name alone. */
function checkFlag(app: App, { names, all }: Pick<LogoutRequest, "names" | "all">): void {
  if (all) checkNoneNamed(app, "--all");
  const { flag } = app.selection;
  if (flag === null || names.every((name) => name === flag)) return;
  const every = [...new Set([...names, flag])].map((name) => visible(name));
  throw new FobError("usage", `--profile ${visible(flag)} is not what the names say.`, {
    hint: `Name all that are meant, without the flag: fob logout ${every.join(" ")}`,
  });
}

export function notOurs(): FobError {
  return new FobError("unsafe", "FOB_TOKEN was not got by fob, so fob does not end it.", {
    hint: "Unset FOB_TOKEN to stop using it; end it where it was made.",
  });
}

function noted(app: App, profile: Profile, chosenBy: string): Profile {
  app.terminal.note(`Logging out ${profile.name} (chosen by: ${chosenBy})`);
  return profile;
}
