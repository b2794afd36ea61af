// Writes one file again and again: PATH LETTER TIMES.
import { writeOwnFile } from "../../../src/platform/files/own-file.ts";

const [path = "", letter = "", times = ""] = process.argv.slice(2);
for (let n = 0; n < Number(times); n++) writeOwnFile(path, letter.repeat(1 + ((n * 997) % 20_000)));
