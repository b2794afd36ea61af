import type { CommandEntry } from "./command.ts";

/** The command that the words begin with; of several that of most words, since a command may be a group of others too. */
export function commandIn(
  words: readonly string[],
  commands: readonly CommandEntry[],
): CommandEntry | undefined {
  const named = commands.filter(({ path }) => path.every((word, at) => words[at] === word));
  return named.toSorted((a, b) => b.path.length - a.path.length)[0];
}

/** The commands of a group, and of the groups in it. */
export function commandsBelow(
  path: readonly string[],
  commands: readonly CommandEntry[],
): readonly CommandEntry[] {
  return commands.filter(
    (one) => one.path.length > path.length && path.every((word, at) => one.path[at] === word),
  );
}
