import { readStat } from "../proc.ts";

/**
 * Whether a key such as Ctrl-C reaches this process: then the terminal sends the signal to every process of the group,
 * and one that passed it on would deliver it twice.
 */
export function isInForeground({ stdin, stderr }: Pick<NodeJS.Process, "stdin" | "stderr">): boolean {
  const fields = readStat("self");
  if (fields === null) return stdin.isTTY === true || stderr.isTTY === true;
  // Fields 5 and 8: our process group, and the terminal's; -1 where there is no terminal.
  return fields[2] === fields[5];
}
