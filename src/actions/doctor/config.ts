import type { App } from "../../core/app.ts";
import { FobError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import type { Profile } from "../../core/profile.ts";

/** The records and the preferences, and whether they fit together. */
export async function checkConfig(
  app: App,
): Promise<{ findings: readonly Finding[]; profiles: readonly Profile[] }> {
  const { profiles, problems } = await app.records.list();
  const unreadable = problems.map((problem) => failed("profiles", problem));
  const count = `${profiles.length} profile${profiles.length === 1 ? "" : "s"}`;
  const records: Finding = {
    check: "config",
    subject: "profiles",
    status: "ok",
    message: `${count} can be read.`,
    hint: null,
  };
  return { findings: [...unreadable, records, await checkPreferences(app, profiles)], profiles };
}

async function checkPreferences(app: App, profiles: readonly Profile[]): Promise<Finding> {
  try {
    const { defaultProfile } = await app.preferences.get();
    if (defaultProfile === null || profiles.some(({ name }) => name === defaultProfile)) {
      return {
        check: "config",
        subject: "preferences",
        status: "ok",
        message: "They can be read.",
        hint: null,
      };
    }
    return {
      check: "config",
      subject: "preferences",
      status: "failed",
      message: `The default profile ${defaultProfile} is not there.`,
      hint: "fob profile use NAME",
    };
  } catch (error) {
    if (error instanceof FobError) return failed("preferences", error);
    throw error;
  }
}

function failed(subject: string, { message, details }: FobError): Finding {
  return { check: "config", subject, status: "failed", message, hint: details.hint ?? null };
}
