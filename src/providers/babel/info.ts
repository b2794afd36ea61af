import type { ProviderInfo } from "../../core/provider-info.ts";

const yes = (note: string) => ({ supported: true, note });
const no = (note: string, instead: string) => ({ supported: false, note, instead });

export const info: ProviderInfo = {
  id: "babel",
  aliases: [],
  displayName: "Babel Licensing",
  defaultBaseUrl: null,
  principal: { label: "User name" },
  loginFields: [
    { name: "password", label: "Password", need: "required" },
    { name: "apiKey", label: "API key, if the server wants one", need: "offered" },
  ],
  tokenLogin: { label: "Bearer token, or API key (api_...)", needsOneOf: [] },
  settings: [
    {
      key: "apiKeyHeader",
      label: "Header of the API key",
      pattern: "[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}",
      fallback: "x-api-key",
    },
  ],
  sessionId: { pattern: "(?!)", label: "none: Babel ends no session by an id" },
  capabilities: {
    login: yes("With user name and password, and the API key where the server wants one."),
    token_login: yes("With a bearer token, or with an API key alone."),
    whoami: yes("From the logged-in user's record."),
    renew: no("A token cannot be prolonged.", "Log in again: fob login babel"),
    logout: yes("Tells the server; whether a token dies before its time is up to the server."),
    sessions_list: no("The server keeps no list of sessions.", "Logins on this machine: fob profile list"),
    sessions_revoke: no(
      "The server keeps no list of sessions.",
      "End this login with fob logout, an API key with fob token machine revoke.",
    ),
    user_revoke: no(
      "The server keeps no list of sessions.",
      "Revoke the user's keys in the web application.",
    ),
    machine_token: yes("An API key, read-only or read and write."),
    machine_list: yes("Every API key that the server shows, where its API description (swagger) has that."),
    machine_revoke: yes("Any API key by its id, where the server's API description (swagger) has that."),
    jwt: no("The server makes no JWT besides the login's own.", "Use the login's token: fob token print"),
    otp: no("The API has no second factor.", "Log in with user name and password."),
    api: yes("Paths begin with /v1, as /v1/licenses; an answer there without success: true is a refusal."),
  },
  machineToken: {
    takesName: true,
    takesReadOnly: true,
    takesExpiry: true,
    savable: true,
    needsSecret: null,
    // No document shows an id: a number, or a GUID as ASP.NET Identity makes them; anything else is a name.
    idPattern: "[0-9]{1,19}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
  },
  api: {
    mediaType: "application/json",
    credentialHeaders: ["authorization", "{apiKeyHeader}"],
    pages: null,
    successFlag: { below: "v1", name: "success" },
  },
  tokenVariable: "BABEL_TOKEN",
  loginEndsFormerSession: false,
};
