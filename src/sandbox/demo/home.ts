import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FobError } from "../../core/errors.ts";
import { visible } from "../../core/visible.ts";

/** A home of the story's own, with the encrypted-file store in it; nothing of the user's is read or changed. */
export interface DemoHome {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  remove(): void;
}

type Env = Readonly<Record<string, string | undefined>>;

/** FobError `local_io` where the system has no room for it. */
export function makeHome(env: Env): DemoHome {
  const place = tmpdir();
  try {
    // mkdtemp makes a folder for its owner alone (0700).
    return furnished(mkdtempSync(join(place, "fob-demo-")), env);
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause)) throw cause;
    const message = `The story cannot make its folder in ${visible(place)} (${cause.code}).`;
    throw new FobError("local_io", message, {
      hint: "Name a folder that you can write to: TMPDIR=FOLDER fob demo",
      cause,
    });
  }
}

function furnished(folder: string, env: Env): DemoHome {
  const key = join(folder, "store.key");
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    writeFileSync(key, randomBytes(32).toString("hex"), { mode: 0o600, flag: "wx" });
    mkdirSync(join(folder, "config"), { mode: 0o700 });
  } catch (error) {
    remove();
    throw error;
  }
  return {
    folder,
    env: {
      ...inherited(env),
      HOME: folder,
      FOB_CONFIG_DIR: join(folder, "config"),
      FOB_STORE: "file",
      FOB_STORE_KEY_FILE: key,
    },
    remove,
  };
}

/** What a process needs to start; no login, proxy or preference of the user's. */
function inherited(env: Env): Record<string, string> {
  const names = ["PATH", "SystemRoot", "TEMP", "TMPDIR", "LANG"];
  const found = names.map((name): [string, string | undefined] => [name, env[name]]);
  return Object.fromEntries(found.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
