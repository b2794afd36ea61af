/** What logs in to a stored profile: its record tells the address and the user. */
export function loginCommand(provider: string, profile: string): string {
  return `fob login ${provider} --profile ${profile}`;
}

/** Adapters do not know the profile: the login or the code that they advise is for this one. */
export function forProfile(hint: string, provider: string | undefined, profile: string): string {
  const named = (command: string) => `${command} --profile ${profile}`;
  const login = provider === undefined ? "fob login" : `fob login ${provider}`;
  return hint
    .replaceAll(/\bfob login(?: ([\w-]+))?(?=[.,;]|$| -(?!-profile|-base-url))/g, (found, id) =>
      id === undefined || id === provider ? named(login) : found,
    )
    .replaceAll(/\bfob (?:otp verify|whoami|sessions list)(?=[.,;]|$)/g, named);
}
