import type { LoginOutcome } from "../../actions/log-in.ts";
import type { Profile } from "../../core/profile.ts";
import { storeNames } from "../../core/store.ts";
import { visible } from "../../core/visible.ts";
import type { View } from "../command.ts";
import { identityJson, identitySchema, sessionRefJson, sessionRefSchema } from "../json/index.ts";
import { rfc3339 } from "../render/time.ts";
import { type OutputSchema, object, oneOf, text } from "../schema/words.ts";

export const loginOutput: OutputSchema = {
  data: object({
    profile: text,
    provider: text,
    state: oneOf("active", "pending_otp", "pending_link"),
    identity: identitySchema,
    session: sessionRefSchema,
    store: oneOf(...storeNames),
  }),
};

/** The answer of `login` and of `otp verify`. */
export function loginView({ profile, state, waiting }: LoginOutcome): View {
  const { name, provider, identity, session, store } = profile;
  return {
    data: {
      profile: name,
      provider,
      state,
      identity: identityJson(identity),
      session: sessionRefJson(session),
      store,
    },
    text: (style) => {
      if (waiting !== null) return style.warn(`${name}: one more step, the second factor`);
      const end = session.expiresAt === null ? "" : `, ends ${rfc3339(session.expiresAt)}`;
      const user = style.bold(visible(who(profile)));
      return `${style.good("Logged in")} as ${user} at ${provider}\n${style.dim(`profile ${name}, secret in ${store}${end}`)}`;
    },
    failure: waiting,
  };
}

function who({ identity }: Profile): string {
  return identity.login ?? identity.email ?? identity.name ?? identity.id ?? "an unknown user";
}
