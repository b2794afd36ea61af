/** The first of these that is set decides (POSIX, Environment Variables: LC_ALL, LC_CTYPE, LANG). */
export function knowsUnicode(env: Readonly<Record<string, string | undefined>>, platform: string): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  return platform === "win32" || /utf-?8/i.test(locale);
}
