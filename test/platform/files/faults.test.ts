import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from "vitest";
import { bundle } from "../../support/bundle.ts";
import { runChild } from "../../support/child.ts";
import { itNeeds, without } from "../../support/needs.ts";
import type { Call } from "../../support/strace.ts";
import { noStrace, withFault } from "../../support/strace.ts";

const [oldText, newText] = ["old text", "the new text"];
let program: string;
let folder: string;
let path: string;

beforeAll(async () => {
  program = await bundle("test/platform/files/save.program.ts");
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(() => rmSync(join(program, ".."), { recursive: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fob-faults-"));
  path = join(folder, "file.json");
  writeFileSync(path, oldText, { mode: 0o600 });
});

function save(call: Call, fault: string, k: number): ReturnType<typeof withFault> {
  return withFault([process.execPath, program, path, newText], call, fault, k);
}

/** Node 26 may write to wake itself up before the program writes, and aborts where that fails: then the next is meant. */
async function saveHit(call: Call, fault: string, k: number): ReturnType<typeof withFault> {
  const end = await save(call, fault, k);
  return call === "write" && end.code === null && k < 4 ? saveHit(call, fault, k + 1) : end;
}

describe("a save that the system refuses (F3)", () => {
  const rows: [Call, number, string, string][] = [
    ["write", 1, "error=ENOSPC", "the disk is full"],
    ["write", 1, "error=EDQUOT", "the disk quota is used up"],
    ["write", 1, "error=EIO", "the disk reports an error"],
    ["write", 1, "retval=0", "the disk is full"],
    // The system says that it wrote four bytes and did not: only the size tells.
    ["write", 1, "retval=4", "the disk is full"],
    ["fsync", 1, "error=EIO", "the disk reports an error"],
    ["fsync", 2, "error=EIO", "the disk reports an error"],
    ["rename", 1, "error=EIO", "the disk reports an error"],
    ["rename", 1, "error=EROFS", "the file system is read-only"],
    ["chmod", 1, "error=EPERM", "permission denied"],
    ["open", 1, "error=EMFILE", "too many files are open"],
    ["open", 1, "error=ENOMEM", "the system is out of memory"],
    ["open", 1, "error=EACCES", "permission denied"],
  ];
  for (const [call, k, fault, reason] of rows) {
    itNeeds(noStrace, `${call} ${k} ${fault}: ${reason}; the old text stays, alone`, async () => {
      const end = await saveHit(call, fault, k);
      expect({ code: end.code, err: end.err }).toEqual({ code: 10, err: `Cannot write ${path}: ${reason}.` });
      expect(readFileSync(path, "utf8")).toBe(oldText);
      expect(readdirSync(folder)).toEqual(["file.json"]);
    });
  }

  // The first read is the program's own, which waits.
  const ranges: [Call, number, number][] = [
    ["open", 1, 7],
    ["close", 1, 7],
    ["read", 2, 5],
    ["stat", 1, 5],
  ];
  for (const [call, from, to] of ranges) {
    itNeeds(
      noStrace,
      `${call} ${from} to ${to} error=EIO: 10 and the old text, or 0 and the new one`,
      async () => {
        const codes = new Set<number | null>();
        for (let k = from; k <= to; k++) {
          writeFileSync(path, oldText);
          const end = await save(call, "error=EIO", k);
          codes.add(end.code);
          expect(readFileSync(path, "utf8")).toBe(end.code === 0 ? newText : oldText);
          expect(readdirSync(folder)).toEqual(["file.json"]);
        }
        expect([...codes].sort()).toEqual([0, 10]);
      },
    );
  }
});

describe("a save on a disk that fills up (F2)", () => {
  const noTmpfs = without(["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], "unshare -m");

  itNeeds(
    without(["prlimit", "--version"]),
    "a limit on the size of files: short write, old text",
    async () => {
      const limited = ["prlimit", "--fsize=4096", process.execPath, program, path];
      const end = await runChild([...limited, "x*10000"]);
      expect([end.code, end.err]).toEqual([
        10,
        `Cannot write ${path}: it would be larger than the limit for files.`,
      ]);
      expect(readFileSync(path, "utf8")).toBe(oldText);
      expect(readdirSync(folder)).toEqual(["file.json"]);
      expect(await runChild([...limited, "x*4096"])).toMatchObject({ code: 0 });
      expect(readFileSync(path, "utf8")).toBe("x".repeat(4096));
    },
  );

  itNeeds(
    noTmpfs,
    "a full file system: old text, temporary file gone, and room is used when there is",
    async () => {
      const script = `mount -t tmpfs -o size=64k,mode=0700 tmpfs /mnt && cd /mnt && umask 077 || exit 99
      printf 'old text' > file.json; dd if=/dev/zero of=fill bs=1k count=48 status=none
      "$0" "$1" /mnt/file.json 'x*20000' </dev/null; echo "$? $(cat file.json) $(ls -A | tr '\\n' ' ')"
      rm fill; "$0" "$1" /mnt/file.json 'x*20000' </dev/null; echo "$? $(wc -c < file.json)"`;
      const end = await runChild(["unshare", "-m", "sh", "-c", script, process.execPath, program]);
      expect(end.err).toBe("Cannot write /mnt/file.json: the disk is full.");
      expect(end.out).toBe("ready\n10 old text file.json fill \nready\n0 20000\n");
    },
  );
});
