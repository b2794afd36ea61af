import { closeSync, constants, ftruncateSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileName } from "./files.ts";
import { type Head, openOwn } from "./head.ts";
import { encodeLine, hashOf, type Pending } from "./line.ts";
import type { Found } from "./recover.ts";

const { O_APPEND, O_CREAT, O_WRONLY } = constants;

/** Whole, or not at all. */
export function writeRecords(
  folder: string,
  { end, torn }: Pick<Found, "end" | "torn">,
  entries: readonly Pending[],
): Head {
  let [seq, hash] = [end.seq, end.hash];
  const lines = entries.map((entry) => {
    const line = encodeLine(entry, ++seq, hash);
    hash = hashOf(line);
    return line;
  });
  const bytes = Buffer.from(`${torn ? "\n" : ""}${lines.join("\n")}\n`, "utf8");
  const { fd, size } = openOwn(join(folder, fileName(end.file)), O_WRONLY | O_APPEND | O_CREAT);
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
    return { file: end.file, size: size + bytes.length, seq, hash };
  } catch (error) {
    ftruncateSync(fd, size);
    throw error;
  } finally {
    closeSync(fd);
  }
}
