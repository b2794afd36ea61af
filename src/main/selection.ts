import type { Env, Globals } from "../cli/global-options.ts";
import type { Selection } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { KeepSecret } from "../core/secret.ts";
import { checkSecret } from "../core/secret-text.ts";

/** Which login this call means, as its flags and variables say. */
export function createSelection(
  globals: Globals,
  env: Env,
  keep: KeepSecret,
  projectFile: Selection["projectFile"],
): Selection {
  return {
    flag: globals.profile,
    fobProfile: globals.fobProfile,
    envLogin() {
      if (!env.FOB_TOKEN) return null;
      if (!env.FOB_PROVIDER) {
        throw new FobError("usage", "FOB_TOKEN is set without FOB_PROVIDER.", {
          hint: "Set FOB_PROVIDER to the provider of the token.",
        });
      }
      if (globals.fobProfile !== null) {
        throw new FobError("usage", "FOB_TOKEN and FOB_PROFILE are both set.", {
          hint: "Unset one of them: each names a login.",
        });
      }
      const token = checkSecret(keep(env.FOB_TOKEN), "FOB_TOKEN");
      return { token, provider: env.FOB_PROVIDER, baseUrl: env.FOB_BASE_URL || null };
    },
    projectFile,
  };
}
