import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runDemo } from "../../src/sandbox/demo/index.ts";
import { told as failureOf } from "../support/fake-app.ts";

/** Node in place of fob: what it is asked for goes by as arguments of the script. */
const program = (script: string) => [process.execPath, "-e", script, "--"];

async function told(script: string): Promise<{
  readonly isTold: boolean;
  readonly lines: readonly string[];
  readonly left: readonly string[];
}> {
  const lines: string[] = [];
  const before = process.env.TMPDIR;
  const folder = mkdtempSync(join(tmpdir(), "fob-demo-test-"));
  process.env.TMPDIR = folder;
  try {
    const isTold = await runDemo({
      program: program(script),
      env: process.env,
      tell: (line) => lines.push(line),
    });
    return { isTold, lines, left: readdirSync(folder) };
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    rmSync(folder, { recursive: true });
  }
}

it("a demo without a place for its folder is no bug of fob's, and what to do is said", async () => {
  const before = process.env.TMPDIR;
  process.env.TMPDIR = "/nonexistent";
  try {
    const demo = runDemo({ program: program(""), env: process.env, tell: () => expect.unreachable() });
    expect(await failureOf(demo)).toMatchObject({
      code: "local_io",
      exit: 10,
      message: "The story cannot make its folder in /nonexistent (ENOENT).",
      hint: "Name a folder that you can write to: TMPDIR=FOLDER fob demo",
    });
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});

describe("a demo whose program does not do what it should", () => {
  it("ends at the first step that ends otherwise, shows what was said, and leaves nothing behind", async () => {
    const { isTold, lines, left } = await told('console.error("no such luck"); process.exit(7)');
    expect({ isTold, left }).toEqual({ isTold: false, left: [] });
    expect(lines.filter((line) => line.startsWith("$ "))).toHaveLength(1);
    expect(lines.slice(-3)).toEqual([
      "    no such luck",
      "",
      "That ended with exit status 7 where 0 was due.",
    ]);
  });

  it("is no story where every step ends with 0, since some must not", async () => {
    const { isTold, lines, left } = await told("process.exit(0)");
    expect({ isTold, left }).toEqual({ isTold: false, left: [] });
    expect(lines.at(-1)).toBe("That ended with exit status 0 where 15 was due.");
  });

  it("starts no program with a secret among its arguments or more of the environment than it needs", async () => {
    process.env.FOB_PROFILE = "of the user";
    const { lines } = await told(
      "console.log(JSON.stringify([process.argv, Object.keys(process.env).sort()]))",
    );
    delete process.env.FOB_PROFILE;
    const said = lines.join("");
    expect(said).not.toContain("FOB_PROFILE");
    expect(said).not.toContain("ada-sandbox-password");
    expect(said).toContain("FOB_STORE_KEY_FILE");
  });

  it("leaves nothing behind either where the program cannot be started", async () => {
    const folder = mkdtempSync(join(tmpdir(), "fob-demo-test-"));
    const world = { program: [join(folder, "none")], env: process.env, tell: () => {} };
    const before = process.env.TMPDIR;
    process.env.TMPDIR = folder;
    await expect(runDemo(world)).rejects.toThrow("ENOENT");
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
