import { posix, win32 } from "node:path";
import { FobError } from "../../core/errors.ts";

interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** Asked on Windows alone. */
  readonly homedir: () => string;
}

/** Where fob keeps its files when neither `--config-dir` nor FOB_CONFIG_DIR says so. */
export function configDir({ env, platform, homedir }: World): string {
  if (platform === "win32") {
    if (env.APPDATA && win32.isAbsolute(env.APPDATA)) return win32.join(env.APPDATA, "fob");
    return win32.join(homedir(), "AppData", "Roaming", "fob");
  }
  // XDG Base Directory Specification: a relative path in these variables is to be ignored.
  if (env.XDG_CONFIG_HOME && posix.isAbsolute(env.XDG_CONFIG_HOME))
    return posix.join(env.XDG_CONFIG_HOME, "fob");
  if (env.HOME && posix.isAbsolute(env.HOME)) return posix.join(env.HOME, ".config", "fob");
  // os.homedir() would look the user up and write where a script with HOME unset does not expect it.
  throw new FobError(
    "local_io",
    "There is no home folder for fob's files: HOME is missing or not absolute.",
    {
      hint: "Set HOME to an absolute path, or name a folder with --config-dir or FOB_CONFIG_DIR.",
    },
  );
}
