import type { AuditLog } from "../../core/audit.ts";
import { checkOwnFolder } from "../files/folder.ts";
import { localIo } from "../files/problems.ts";
import { checkLog, type LogFile } from "./check.ts";
import { fileName, fileNumbers, readText, usualLimits } from "./files.ts";
import { readHead } from "./head.ts";
import { decodeLine } from "./line.ts";

export function openAuditLog(folderOf: () => string, { maxFiles } = usualLimits): AuditLog {
  return {
    *records() {
      for (const { text } of filesOf(folderOf())) {
        for (const line of text.split("\n")) {
          const record = decodeLine(line);
          if (record !== null) yield { record, line };
        }
      }
    },
    check(kept) {
      // The head first: what is written meanwhile comes after it.
      const folder = folderOf();
      const head = headOf(folder);
      const newest = fileNumbers(folder).at(-1) ?? 1;
      const wholeFrom = Math.max(1, newest - maxFiles + 1);
      return checkLog(filesOf(folder), wholeFrom, head, kept);
    },
  };
}

function* filesOf(folder: string): Iterable<LogFile> {
  for (const number of fileNumbers(folder))
    yield { number, name: fileName(number), text: readText(folder, number) };
}

function headOf(folder: string) {
  try {
    return checkOwnFolder(folder) ? readHead(folder).head : null;
  } catch (error) {
    throw localIo("read", folder, error);
  }
}
