import type { ProviderInfo } from "../../core/provider-info.ts";

const byHand = "In the web app: Preferences, API Tokens.";
const yes = (note: string) => ({ supported: true, note });
const no = (note: string, instead = byHand) => ({ supported: false, note, instead });

export const info: ProviderInfo = {
  id: "pixwel",
  aliases: [],
  displayName: "Pixwel",
  defaultBaseUrl: "https://app.pixwel.com/api",
  principal: { label: "User name or e-mail address" },
  loginFields: [{ name: "password", label: "Password", need: "required" }],
  tokenLogin: { label: "API token (pat_...)", needsOneOf: ["username", "userId"] },
  settings: [{ key: "userId", label: "User id, for a login with a token", pattern: "[A-Za-z0-9_-]{1,64}" }],
  sessionId: { pattern: "(?!)", label: "none: Pixwel ends no session by an id" },
  capabilities: {
    login: yes("With user name and password; an account with two-factor sign-in needs an API token."),
    token_login: yes("With an API token, made in the web app under Preferences, API Tokens."),
    whoami: yes("From the user's own record."),
    renew: no("A login cannot be prolonged.", "Log in again: fob login pixwel"),
    logout: no("The public API cannot end a session; fob forgets the login on this machine."),
    sessions_list: no("The public API lists no sessions."),
    sessions_revoke: no("The public API ends no sessions; API tokens are revoked by hand."),
    user_revoke: no("The public API ends no sessions."),
    machine_token: no("The public API makes no tokens."),
    machine_list: no("The public API lists no tokens."),
    machine_revoke: no("The public API revokes no tokens."),
    jwt: no("The API has no JWTs."),
    otp: no(
      "The second factor is a link in an e-mail, and there is no code to type.",
      "Open the link, then log in again: fob login pixwel",
    ),
    api: yes("Paths are below /api, as /users; lists come in parts by the header X-Range."),
  },
  machineToken: null,
  api: {
    mediaType: "application/json",
    credentialHeaders: ["authorization", "cookie"],
    pages: null,
    successFlag: null,
  },
  tokenVariable: "PIXWEL_TOKEN",
  loginEndsFormerSession: false,
};
