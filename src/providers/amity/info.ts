import type { ProviderInfo } from "../../core/provider-info.ts";

const yes = (note: string) => ({ supported: true, note });
const no = (note: string, instead: string) => ({ supported: false, note, instead });

export const info: ProviderInfo = {
  id: "amity",
  aliases: ["socialplus"],
  displayName: "Amity",
  defaultBaseUrl: "https://apix.{region}.amity.co",
  principal: { label: "User id", maxLength: 50 },
  loginFields: [
    { name: "apiKey", label: "API key", need: "required" },
    { name: "authToken", label: "Auth token (secure mode)", need: "taken", maxLength: 100 },
    { name: "serverKey", label: "Server key (secure mode)", need: "taken" },
  ],
  tokenLogin: { label: "Access token", needsOneOf: ["username", "userId"] },
  settings: [
    { key: "region", label: "Region of the network", pattern: "us|eu|sg", fallback: "us" },
    { key: "apiVersion", label: "Version of the session API", pattern: "v[345]", fallback: "v3" },
    { key: "deviceId", label: "Device id", pattern: "[!-~]{1,150}", fallback: { random: true } },
    { key: "userId", label: "User id, for a login with a token", pattern: "[^\\x00-\\x1f\\x7f]{1,50}" },
  ],
  // It counts over 5 s, and its 429 need not say when they are over.
  pauseMs: 5_000,
  sessionId: { pattern: "(?!)", label: "none: Amity ends no session by an id" },
  capabilities: {
    login: yes(
      "With API key and user id; a network in secure mode wants an auth token or the server key too.",
    ),
    token_login: yes("With an access token and its user id."),
    whoami: yes("The token is verified, then the user is read."),
    renew: yes("By registering the same user and device again, with the API key kept with the login."),
    logout: yes("Revokes the access token at the server."),
    sessions_list: no("The public API lists no sessions.", "Logins on this machine: fob profile list"),
    sessions_revoke: no(
      "The public API ends no single session of another device.",
      "End this login with fob logout, or all of a user's with fob sessions revoke --all --user ID.",
    ),
    user_revoke: yes("Every session of one user at once, with the admin token."),
    machine_token: yes("An auth token for this user, made with the server key; it lives about 10 minutes."),
    machine_list: no("The public API lists no auth tokens.", "There is nothing to do: each ends by itself."),
    machine_revoke: no(
      "The public API revokes no auth tokens.",
      "There is nothing to do: each ends by itself after about 10 minutes.",
    ),
    jwt: no("Amity has no JWTs of its own.", "Use the access token: fob token print"),
    otp: no("Amity has no second factor.", "In secure mode give --secret authToken=SOURCE to login."),
    api: yes(
      "Paths begin with /api and a version, as /api/v3/users; lists are paged by the token in each answer.",
    ),
  },
  machineToken: {
    takesName: false,
    takesReadOnly: false,
    takesExpiry: false,
    savable: false,
    needsSecret: "serverKey",
    idPattern: "(?!)",
  },
  api: {
    mediaType: "application/json",
    credentialHeaders: ["authorization", "x-api-key"],
    pages: null,
    successFlag: null,
  },
  tokenVariable: "AMITY_ACCESS_TOKEN",
  loginEndsFormerSession: true,
};
