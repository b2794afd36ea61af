import type { ProviderInfo } from "../../core/provider-info.ts";

const yes = (note: string) => ({ supported: true, note });

export const info: ProviderInfo = {
  id: "productive",
  aliases: [],
  displayName: "Productive",
  defaultBaseUrl: "https://api.productive.io/api/v2",
  principal: { label: "E-mail address" },
  loginFields: [
    { name: "password", label: "Password", need: "required" },
    { name: "otp", label: "One-time code", need: "taken" },
  ],
  tokenLogin: { label: "Personal access token", needsOneOf: [] },
  settings: [
    { key: "organizationId", label: "Organization id", pattern: "[1-9][0-9]{0,18}" },
    {
      key: "rateLimit",
      label: "off: a server of one's own, which may be asked as fast as it answers",
      pattern: "on|off",
    },
    { key: "userId", label: "User id, for a token that cannot list sessions", pattern: "[1-9][0-9]{0,18}" },
  ],
  // https://developer.productive.io/reference
  rateLimits: { short: { count: 100, ms: 10_000 }, long: { count: 4000, ms: 1_800_000 } },
  sessionId: { pattern: "[1-9][0-9]{0,18}", label: "digits, such as 2153" },
  capabilities: {
    login: yes("With e-mail address and password; a session lives 14 days."),
    token_login: yes("With a personal access token, made in Settings, API integrations."),
    whoami: yes("From the user's own record."),
    renew: {
      supported: false,
      note: "A session cannot be prolonged.",
      instead: "Log in again: fob login productive",
    },
    logout: yes("Ends the session at the server."),
    sessions_list: yes("Every session that the API shows to this login, machine sessions too."),
    sessions_revoke: yes("Any session by its id."),
    user_revoke: {
      supported: false,
      note: "The API ends sessions one by one.",
      instead: "List and end them: fob sessions revoke --all --user ID",
    },
    machine_token: yes("A machine session; it lives until it is revoked."),
    machine_list: yes("Every machine session that the API shows to this login."),
    machine_revoke: yes("Any machine session by its id."),
    jwt: yes("A read-only JWT of a short life."),
    otp: yes("Six digits of an authenticator, or a recovery code; the password is sent again with it."),
    api: yes("Paths are below /api/v2, as /projects; --paginate reads every page of a list."),
  },
  machineToken: {
    takesName: true,
    takesReadOnly: true,
    takesExpiry: false,
    savable: true,
    needsSecret: null,
    idPattern: "[1-9][0-9]{0,18}",
  },
  api: {
    mediaType: "application/vnd.api+json",
    credentialHeaders: ["x-auth-token"],
    pages: "json_api",
    successFlag: null,
  },
  tokenVariable: "PRODUCTIVE_TOKEN",
  loginEndsFormerSession: false,
};
