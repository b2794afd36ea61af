import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from "vitest";
import { writeOwnFile } from "../../../src/platform/files/own-file.ts";
import { bundle } from "../../support/bundle.ts";
import { itNeeds } from "../../support/needs.ts";
import type { Call } from "../../support/strace.ts";
import { noStrace, withFault } from "../../support/strace.ts";

const [oldText, newText] = ["old text", "the new text"];
let program: string;
let folder: string;
let path: string;

beforeAll(async () => {
  program = await bundle("test/platform/files/save.program.ts");
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fob-killed-"));
  path = join(folder, "file.json");
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(() => rmSync(join(program, ".."), { recursive: true }));

function save(call: Call, fault: string, k: number): ReturnType<typeof withFault> {
  writeFileSync(path, oldText, { mode: 0o600 });
  return withFault([process.execPath, program, path, newText], call, fault, k);
}

describe("a save that is killed at a system call (F1)", () => {
  const least: [Call, number][] = [
    ["open", 5],
    ["write", 1],
    ["fsync", 2],
    ["rename", 1],
    ["close", 5],
    ["chmod", 1],
    ["stat", 3],
  ];
  for (const [call, count] of least) {
    itNeeds(
      noStrace,
      `${call}: leaves the old text or the new one, and nothing after the next save`,
      async () => {
        let killed = 0;
        for (let k = 1; ; k++) {
          const end = await save(call, "signal=KILL", k);
          expect([oldText, newText]).toContain(readFileSync(path, "utf8"));
          if (end.signal === null) {
            expect(end).toMatchObject({ code: 0 });
            break;
          }
          killed++;
          writeOwnFile(path, "the next text");
          expect(readdirSync(folder)).toEqual(["file.json"]);
        }
        expect(killed).toBeGreaterThanOrEqual(count);
      },
    );
  }
});
