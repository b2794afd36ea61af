import type { Help, Option, Command as Parser } from "commander";
import { FobError } from "../core/errors.ts";

/** The words that lead to a command. */
export function pathOf(parser: Parser): string {
  const names: string[] = [];
  for (let one: Parser | null = parser; one?.parent; one = one.parent) names.unshift(one.name());
  return names.join(" ");
}

/** A flag of a command that is a group too, given before the name of one in the group, would do nothing. */
export function checkGroupFlags(parser: Parser): void {
  for (let group = parser.parent; group?.parent; group = group.parent) {
    const { options } = group;
    const stray = options.find((option) => group?.getOptionValue(option.attributeName()) !== undefined);
    if (stray === undefined) continue;
    throw new FobError("usage", `${stray.long} is no flag of fob ${pathOf(parser)}.`, {
      hint: `See: fob help ${pathOf(parser)}`,
    });
  }
}

/** The flags that every command takes, without the ones that make no sense below the root. */
export function visibleGlobalOptions(this: Help, command: Parser): Option[] {
  let root = command;
  while (root.parent) root = root.parent;
  return command === root ? [] : root.options.filter(({ long }) => long !== "--version");
}
