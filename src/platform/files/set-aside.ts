import { lstatSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { syncFolder } from "./folder.ts";
import { localIo } from "./problems.ts";

/** Moves a file that cannot be understood out of the way, for a person to look at; gives its new name. */
export function setAside(path: string): string {
  try {
    const aside = freeName(`${path}.damaged-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`);
    renameSync(path, aside);
    syncFolder(dirname(path));
    return aside;
  } catch (error) {
    throw localIo("set aside", path, error);
  }
}

function freeName(wanted: string): string {
  let name = wanted;
  for (let n = 2; lstatSync(name, { throwIfNoEntry: false }) !== undefined; n++) name = `${wanted}-${n}`;
  return name;
}
