import { beforeAll, describe, expect, it } from "vitest";
import { bundle } from "../support/bundle.ts";
import { startChild } from "../support/child.ts";

let program: string;
beforeAll(async () => {
  program = await bundle("test/platform/signals.program.ts");
});

const signals = [
  ["SIGINT", "interrupted", 130],
  ["SIGTERM", "terminated", 143],
  ["SIGHUP", "hangup", 129],
] as const;

describe("a signal", () => {
  it.each(signals)("%s lets the work end by itself: %s", async (name, code) => {
    const child = startChild([process.execPath, program, "20"]);
    await child.says("ready");
    child.process.kill(name);
    expect(await child.ended).toMatchObject({ code: 7, signal: null, out: `ready\n${code}\n` });
  });

  it.each(signals)("%s ends work that does not, when it comes again: %s, %i", async (name, code, status) => {
    const child = startChild([process.execPath, program]);
    await child.says("ready");
    child.process.kill(name);
    await child.says(code);
    child.process.kill(name);
    expect(await child.ended).toMatchObject({ code: status, signal: null, out: `ready\n${code}\n` });
  });

  it("ends work that does not, in a while", async () => {
    const child = startChild([process.execPath, program]);
    await child.says("ready");
    child.process.kill("SIGTERM");
    expect(await child.ended).toMatchObject({ code: 143, signal: null, out: "ready\nterminated\nat work\n" });
  });
});
