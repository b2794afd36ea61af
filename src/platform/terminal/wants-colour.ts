/** NO_COLOR wins, FORCE_COLOR colours even a pipe, else a terminal that can is coloured. */
export function wantsColour(
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
  noColourFlag: boolean,
): boolean {
  if (noColourFlag || env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== "0" && env.FORCE_COLOR !== "false";
  return isTerminal && env.TERM !== "dumb";
}
