import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A home of the story's own, with the encrypted-file store in it; nothing of the user's is read or changed. */
export interface DemoHome {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

type Env = Readonly<Record<string, string | undefined>>;

export function makeHome(env: Env): DemoHome {
  // mkdtemp makes a folder for its owner alone (0700).
  const folder = mkdtempSync(join(tmpdir(), "fob-demo-"));
  const key = join(folder, "store.key");
  writeFileSync(key, randomBytes(32).toString("hex"), { mode: 0o600, flag: "wx" });
  mkdirSync(join(folder, "config"), { mode: 0o700 });
  return {
    folder,
    env: {
      ...inherited(env),
      HOME: folder,
      FOB_CONFIG_DIR: join(folder, "config"),
      FOB_STORE: "file",
      FOB_STORE_KEY_FILE: key,
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What a process needs to start; no login, proxy or preference of the user's. */
function inherited(env: Env): Record<string, string> {
  const names = ["PATH", "SystemRoot", "TEMP", "TMPDIR", "LANG"];
  const found = names.map((name): [string, string | undefined] => [name, env[name]]);
  return Object.fromEntries(found.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
