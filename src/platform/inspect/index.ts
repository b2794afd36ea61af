import type { Finding } from "../../core/finding.ts";
import { inspectEnvironment } from "./environment.ts";
import { inspectFiles } from "./files.ts";
import { inspectLocks } from "./locks.ts";

/** What the machine shows of fob, without changing it. */
export function inspectMachine(process: NodeJS.Process, configDir: string): readonly Finding[] {
  return [...inspectEnvironment(process), ...inspectFiles(configDir), ...inspectLocks(configDir)];
}
