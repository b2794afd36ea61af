/**
 * What a command may see of the environment: nothing of ours, such as FOB_PASSWORD. Names of variables know no case on
 * Windows.
 */
export function commandEnvironment(
  env: Readonly<NodeJS.ProcessEnv>,
  platform: NodeJS.Platform = process.platform,
): NodeJS.ProcessEnv {
  const isOurs = (name: string) => (platform === "win32" ? name.toUpperCase() : name).startsWith("FOB_");
  return Object.fromEntries(Object.entries(env).filter(([name]) => !isOurs(name)));
}
