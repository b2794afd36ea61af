import type { FobError } from "../../core/errors.ts";
import type { Profile } from "../../core/profile.ts";
import { visible } from "../../core/visible.ts";
import type { View } from "../command.ts";
import { identityJson, sessionRefJson } from "../json/index.ts";
import { rfc3339 } from "../render/time.ts";

/** The answer of `login` and of `otp verify`. */
export function loginView(profile: Profile, waiting: FobError | null): View {
  const { name, provider, state, identity, session, store } = profile;
  const shownState = waiting === null ? "active" : state === "active" ? "pending_otp" : state;
  return {
    data: {
      profile: name,
      provider,
      state: shownState,
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
