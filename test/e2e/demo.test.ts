import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { accounts } from "../../src/sandbox/accounts.ts";
import { createWorld } from "./world.ts";

describe.concurrent("fob demo", () => {
  it("tells the whole story in 80 columns, and leaves nothing behind", async (test) => {
    const world = await createWorld(test);
    const env = temporary(world.home);
    const before = world.files();
    const { status, stdout, stderr } = await world.fob(["demo"], { env, timeoutMs: 60_000 });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const lines = stdout.split("\n");
    expect(lines.filter((line) => line.length > 80 || /[^ -~…]/.test(line))).toEqual([]);
    expect(lines.filter((line) => /^=+$/.test(line))).toHaveLength(5);
    expect(lines.filter((line) => line.startsWith("$ ")).length).toBeGreaterThan(24);
    expect(lines.at(-2)).toBe("The sandbox is stopped, and the temporary folder is gone.");
    const { productive, pixwel, amity, babel } = accounts;
    for (const secret of [
      productive.plain.password,
      productive.twoFactor.otp,
      pixwel.plain.password,
      amity.open.apiKey,
      babel.administrator.apiKey,
    ]) {
      expect(stdout).not.toContain(secret);
    }
    expect(readdirSync(env.TMPDIR)).toEqual([]);
    expect(world.files()).toEqual(before);
  });

  it("leaves nothing behind when it is cut short: 143; with --json the story is told on stderr", async (test) => {
    const world = await createWorld(test);
    const env = temporary(world.home);
    const signal = { name: "SIGTERM", afterMs: 1500 } as const;
    const { status, stdout, stderr } = await world.fob(["demo", "--json"], { env, signal });
    expect({ status, stdout }).toEqual({ status: 143, stdout: "" });
    expect(stderr).toMatch(/^fob, against four made-up APIs/);
    expect(JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "")).toMatchObject({ error: { exit: 143 } });
    expect(readdirSync(env.TMPDIR)).toEqual([]);
  });
});

function temporary(home: string): { readonly TMPDIR: string } {
  const TMPDIR = join(home, "tmp");
  mkdirSync(TMPDIR, { recursive: true });
  return { TMPDIR };
}
