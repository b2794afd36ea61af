import type { Credential } from "../core/credential.ts";

/**
 * Whether both stand for one session at the server, so that ending the one ends the other: servers may answer a second
 * login with the session, or the token, of the first. An API key goes along with many logins and tells nothing.
 */
export function isSameLogin(mine: Credential, theirs: Credential): boolean {
  if (mine.baseUrl !== theirs.baseUrl) return false;
  const id = mine.details.sessionId;
  if (id !== undefined && id === theirs.details.sessionId) return true;
  return Object.entries(mine.secrets).some(
    ([name, secret]) => name !== "apiKey" && theirs.secrets[name]?.equals(secret),
  );
}
