/**
 * For who has no time to load a provider: the secrets of its logins, the first of which that is there is the token as
 * `tokenForm` gives it raw. A provider, or a login, whose token is made of its secrets in another way is not in here.
 */
export const storedTokens: Readonly<Partial<Record<string, readonly string[]>>> = {
  amity: ["accessToken"],
  babel: ["token", "apiKey"],
  pixwel: ["token"],
  productive: ["token"],
};
