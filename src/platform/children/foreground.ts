import { readFileSync } from "node:fs";

/**
 * Whether a key such as Ctrl-C reaches this process: then the terminal sends the signal to every process of the group,
 * and one that passed it on would deliver it twice.
 */
export function isInForeground({ stdin, stderr }: Pick<NodeJS.Process, "stdin" | "stderr">): boolean {
  try {
    const stat = readFileSync("/proc/self/stat", "latin1");
    // Fields 5 and 8 of proc(5)'s stat: our process group, and the terminal's; -1 where there is no terminal.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[2] === fields[5];
  } catch {
    return stdin.isTTY === true || stderr.isTTY === true;
  }
}
