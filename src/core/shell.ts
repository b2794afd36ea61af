/** One word as a POSIX shell reads it, whatever the text holds. */
export function shellQuoted(text: string): string {
  return /^[\w.@%+:,/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
