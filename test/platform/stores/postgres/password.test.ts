import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FobError } from "../../../../src/core/errors.ts";
import { createRedactor } from "../../../../src/core/redactor.ts";
import { type Address, parseAddress } from "../../../../src/platform/stores/postgres/address.ts";
import { passwordFor, passwordIn } from "../../../../src/platform/stores/postgres/password.ts";

const address: Address = parseAddress("postgres://runner@db.example.com:5433/fob", {}, "somebody");

describe("a line of the password file (PostgreSQL, 'The Password File')", () => {
  const rows: readonly (readonly [what: string, text: string, found: string | null])[] = [
    ["fits in each field", "db.example.com:5433:fob:runner:word", "word"],
    ["of another host", "db.example.org:5433:fob:runner:word", null],
    ["of another port", "db.example.com:5432:fob:runner:word", null],
    ["of another database", "db.example.com:5433:fab:runner:word", null],
    ["of another user", "db.example.com:5433:fob:admin:word", null],
    ["fits all", "*:*:*:*:word", "word"],
    ["fits by some", "*:5433:*:runner:word", "word"],
    ["is a comment", "#db.example.com:5433:fob:runner:word", null],
    ["comes first of two", "*:*:*:runner:first\n*:*:*:*:second", "first"],
    ["comes after one of another user", "*:*:*:admin:first\n*:*:*:*:second", "second"],
    ["comes after one without a password", "*:*:*:*:\n*:*:*:*:second", "second"],
    ["has a colon and a backslash in it, each with a backslash before", "*:*:*:*:a\\:b\\\\c", "a:b\\c"],
    ["has no password", "*:*:*:*", null],
    ["ends with a carriage return, as Windows writes it", "*:*:*:*:word\r\n", "word"],
    ["is nothing", "", null],
  ];
  it.each(rows)("%s", (_, text, found) => {
    expect(passwordIn(text, address)).toBe(found);
  });

  it("says localhost where a local socket is meant", () => {
    const local = parseAddress("postgres://runner@%2Fvar%2Frun/fob", {}, "somebody");
    expect(passwordIn("localhost:5432:fob:runner:word", local)).toBe("word");
  });
});

describe("where the password comes from", () => {
  let home = "";
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "fob-pgpass-"));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const { keep, redact } = createRedactor();
  const ask = async (env: Readonly<Record<string, string>> = {}, given: string | null = null) => {
    const world = { env, home, keep, given: async () => (given === null ? null : keep(given)) };
    return (await passwordFor(address, world))?.reveal() ?? null;
  };
  const write = (name: string, word: string, mode = 0o600) => {
    const path = join(home, name);
    writeFileSync(path, `*:*:*:*:${word}\n`);
    chmodSync(path, mode);
    return path;
  };

  it("given first, then PGPASSWORD, then the file that PGPASSFILE names, then the one at home, else none", async () => {
    expect(await ask()).toBeNull();
    write(".pgpass", "of-home");
    expect(await ask()).toBe("of-home");
    const PGPASSFILE = write("elsewhere", "of-file");
    expect(await ask({ PGPASSFILE })).toBe("of-file");
    expect(await ask({ PGPASSFILE, PGPASSWORD: "of-env" })).toBe("of-env");
    expect(await ask({ PGPASSFILE, PGPASSWORD: "of-env" }, "given")).toBe("given");
    expect(await ask({ PGPASSFILE: "", PGPASSWORD: "" })).toBe("of-home");
    expect(await ask({ PGPASSFILE: join(home, "nowhere") })).toBeNull();
    expect(redact("of-home of-file of-env given")).not.toMatch(/of-home|of-file|of-env|given/);
  });

  const loose = [0o620, 0o602, 0o640, 0o604, 0o644, 0o666, 0o777];
  it.each(loose.map((mode) => [mode.toString(8), mode] as const))(
    "a file of mode %s is refused, and the way to close it named",
    async (_, mode) => {
      const path = write(".pgpass", "canary-of-home", mode);
      const error = await ask().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(FobError);
      const { code, message, details } = error as FobError;
      expect(code).toBe("unsafe_file");
      expect(message).toBe(`${path} is open to other users (mode 0${mode.toString(8)}).`);
      expect(details.hint).toContain(`chmod 600 '${path}'`);
      expect(`${message}${details.hint}`).not.toContain("canary");
    },
  );

  it("a link in its place is refused: nobody knows whose file it is", async () => {
    symlinkSync(write("elsewhere", "canary-of-home"), join(home, ".pgpass"));
    await expect(ask()).rejects.toMatchObject({ code: "unsafe_file" });
  });

  it("a folder in its place is an error, never no password", async () => {
    await expect(ask({ PGPASSFILE: home })).rejects.toMatchObject({ code: "local_io" });
  });
});
