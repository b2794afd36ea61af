/**
 * Has the C library give a name server up after 2 s, twice, unless the user says otherwise (resolv.conf(5), RES_OPTIONS).
 * Its own 5 s outlive fob's time limit: a lookup cannot be cancelled, and Node waits for its thread before it exits.
 * Gives the environment as it was, which is what children get.
 */
export function limitLookups({ env, platform }: NodeJS.Process): Readonly<NodeJS.ProcessEnv> {
  if (platform !== "linux" || env.RES_OPTIONS !== undefined) return env;
  const before = { ...env };
  env.RES_OPTIONS = "timeout:2 attempts:2";
  return before;
}
