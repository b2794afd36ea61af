import { homedir } from "node:os";
import path from "node:path";
import { commands } from "../cli/commands/index.ts";
import { completionText } from "../cli/completion/candidates.ts";
import { type CompletionSources, complete } from "../cli/completion/complete.ts";
import type { RecentSession } from "../core/recent-sessions.ts";
import { configDir } from "../platform/files/config-dir.ts";
import { createPreferences } from "../platform/preferences/preferences.ts";
import { createProfileRecords } from "../platform/profile-records/profile-records.ts";
import { readProjectFile } from "../platform/project-file.ts";
import { createRecentSessions } from "../platform/recent-sessions.ts";
import { writeQuietly } from "../platform/terminal/output.ts";
import { knownProviders } from "./added-providers.ts";

type Flags = ReadonlyMap<string, string | null>;

/**
 * `fob __complete -- WORD...`, which the scripts of `fob completion` call at each TAB. It builds no App: there is no
 * network, store or prompt that it could reach. Whatever goes wrong, the shell shows nothing.
 */
export async function answerShell(process: NodeJS.Process, words: readonly string[]): Promise<number> {
  try {
    writeQuietly(1, completionText(await complete(words, sourcesOf(process, words))));
    return 0;
  } catch {
    return 1;
  }
}

function sourcesOf(process: NodeJS.Process, words: readonly string[]): CompletionSources {
  const folder = folderOf(process, words);
  const records = createProfileRecords(folder);
  return {
    commands,
    providers: async () => (await knownProviders(() => folder)).entries.map(({ info }) => info),
    profiles: async () => (await records.list()).profiles,
    async sessions(flags) {
      const profile = await profileOf(process, folder, flags);
      return profile === null ? [] : recall(folder, profile);
    },
  };
}

function recall(folder: string, profile: string): readonly RecentSession[] {
  return createRecentSessions(
    () => folder,
    () => new Date(),
  ).recall(profile);
}

function folderOf({ env, platform }: NodeJS.Process, words: readonly string[]): string {
  const at = words.indexOf("--config-dir");
  const inline = words.find((word) => word.startsWith("--config-dir="))?.slice("--config-dir=".length);
  const named = inline ?? (at < 0 ? undefined : words[at + 1]) ?? env.FOB_CONFIG_DIR;
  return named ? path.resolve(named) : configDir({ env, platform, homedir });
}

/** The rules of actions/target.ts, as far as files and variables tell. */
async function profileOf(process: NodeJS.Process, folder: string, flags: Flags): Promise<string | null> {
  const { env } = process;
  const named = flags.get("--profile") ?? (env.FOB_PROFILE || null);
  if (named !== null) return named;
  if (env.FOB_TOKEN) return null;
  const uid = process.getuid?.() ?? null;
  const project = readProjectFile({ cwd: process.cwd(), home: homedir(), uid, warn: () => {} });
  if (project !== null) return project.profile;
  const { defaultProfile } = await createPreferences(folder).get();
  if (defaultProfile !== null) return defaultProfile;
  const { profiles } = await createProfileRecords(folder).list();
  return profiles.length === 1 ? (profiles[0]?.name ?? null) : null;
}
