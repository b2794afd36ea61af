import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readProc, readStat } from "../../src/platform/proc.ts";

describe.skipIf(process.platform !== "linux")("proc(5)", () => {
  it.each(["sys/kernel/random/boot_id", "sys/kernel/hostname", "self/comm"])("gives %s whole", (name) => {
    expect(readProc(name)).toBe(readFileSync(`/proc/${name}`, "utf8"));
  });

  it("gives nothing of what is not there", () => {
    expect([readProc("nothing"), readProc("self"), readStat(4_194_305)]).toEqual([null, null, null]);
  });

  it("tells the state first, whatever the process calls itself", () => {
    const before = process.title;
    process.title = "a) Z (b";
    try {
      const fields = readStat("self") ?? [];
      expect([fields[0], fields[1]]).toEqual(["R", String(process.ppid)]);
    } finally {
      process.title = before;
    }
  });
});
