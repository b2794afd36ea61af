import type { WhoamiReport } from "../../actions/who-am-i.ts";
import { storeNames } from "../../core/store.ts";
import { identityJson, identitySchema, sessionRefJson, sessionRefSchema } from "../json/index.ts";
import { nullable, object, oneOf, text, truth } from "../schema/words.ts";

export const whoamiSchema = object({
  profile: nullable(text),
  provider: nullable(text),
  state: oneOf("active", "expired", "pending_otp", "pending_link", "unverified", "not_logged_in"),
  verified: truth,
  identity: identitySchema,
  session: sessionRefSchema,
  source: nullable(oneOf(...storeNames, "env", "offline_copy")),
  chosen_by: nullable(oneOf("flag", "FOB_PROFILE", "FOB_TOKEN", "project_file", "default", "only")),
});

export function whoamiJson(report: WhoamiReport) {
  const { profile, provider, state, verified, source, chosenBy } = report;
  return {
    profile,
    provider,
    state,
    verified,
    identity: identityJson(report.identity),
    session: sessionRefJson(report.session),
    source,
    chosen_by: chosenBy,
  };
}
