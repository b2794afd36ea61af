import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { removeOwnFile, writeOwnFile } from "../../../src/platform/files/own-file.ts";
import { readNamedFile, readOwnFile } from "../../../src/platform/files/own-read.ts";
import { tempName } from "../../../src/platform/files/temp.ts";
import { runChild } from "../../support/child.ts";
import { refusal } from "../../support/refusal.ts";

let root: string;
let folder: string;
let path: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fob-files-"));
  folder = join(root, "a", "b");
  path = join(folder, "file.json");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function modeOf(of: string): string {
  return (statSync(of).mode & 0o7777).toString(8);
}

function haveFile(text = "old", mode = 0o600): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(path, text);
  chmodSync(path, mode);
}

describe("a file of our own", () => {
  it("is absent until it is written, and gone once it is removed", () => {
    expect(readOwnFile(path)).toBeNull();
    expect(removeOwnFile(path)).toBe(false);
    writeOwnFile(path, "one");
    expect(readOwnFile(path)).toBe("one");
    writeOwnFile(path, "two");
    expect(readOwnFile(path)).toBe("two");
    expect(readdirSync(folder)).toEqual(["file.json"]);
    expect(removeOwnFile(path)).toBe(true);
    expect(readOwnFile(path)).toBeNull();
  });

  it.each(["", "\u0000", "пароль 🔑\n", "x".repeat(1_000_000)])("keeps any text (%#)", (text) => {
    writeOwnFile(path, text);
    expect(readOwnFile(path)).toBe(text);
  });

  it.each([0o000, 0o022, 0o077, 0o777])(
    "is 0600 in folders of 0700, whatever the umask (case %#)",
    (mask) => {
      const before = process.umask(mask);
      try {
        writeOwnFile(path, "one");
        writeOwnFile(path, "two");
      } finally {
        process.umask(before);
      }
      expect([modeOf(path), modeOf(folder), modeOf(join(root, "a"))]).toEqual(["600", "700", "700"]);
      expect(readOwnFile(path)).toBe("two");
    },
  );

  it.each(["read", "written"])("closes to others what was open to them, when it is %s (F6)", (how) => {
    haveFile("old", 0o644);
    chmodSync(folder, 0o755);
    if (how === "read") expect(readOwnFile(path)).toBe("old");
    else writeOwnFile(path, "new");
    expect([modeOf(path), modeOf(folder)]).toEqual(["600", "700"]);
  });
});

describe("what another user may have put there (F7) is neither read nor written", () => {
  const other = "/elsewhere";
  const rows: [string, string, () => void][] = [
    ["a symbolic link to a file", "is a symbolic link", () => symlinkSync(join(root, "target"), path)],
    ["a symbolic link to nothing", "is a symbolic link", () => symlinkSync(other, path)],
    [
      "a file with a second name",
      "has a second name (a hard link)",
      () => linkSync(join(root, "target"), path),
    ],
  ];
  it.each(rows)("%s", (_, why, put) => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(root, "target"), "of another", { mode: 0o644 });
    put();
    const expected = ["unsafe_file", 13, `${path} ${why}; it was neither read nor written.`];
    expect(refusal(() => readOwnFile(path))).toEqual(expected);
    expect(refusal(() => readNamedFile(path))).toEqual(expected);
    expect(refusal(() => writeOwnFile(path, "new"))).toEqual(expected);
    expect(readFileSync(join(root, "target"), "utf8")).toBe("of another");
    expect(modeOf(join(root, "target"))).toBe("644");
    expect(readdirSync(folder)).toEqual(["file.json"]);
  });

  it("a pipe, without waiting for its writer", async () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    expect(await runChild(["mkfifo", path])).toMatchObject({ code: 0 });
    const expected = ["unsafe_file", 13, `${path} is not a regular file; it was neither read nor written.`];
    expect(refusal(() => readOwnFile(path))).toEqual(expected);
    expect(refusal(() => writeOwnFile(path, "new"))).toEqual(expected);
  });

  it("a socket", async () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const expected = ["unsafe_file", 13, `${path} is not a regular file; it was neither read nor written.`];
    expect(refusal(() => readOwnFile(path))).toEqual(expected);
    expect(refusal(() => writeOwnFile(path, "new"))).toEqual(expected);
    await new Promise((resolve) => server.close(resolve));
  });

  it("a device", () => {
    expect(refusal(() => readNamedFile("/dev/null"))).toEqual([
      "unsafe_file",
      13,
      "/dev/null is not a regular file; it was neither read nor written.",
    ]);
  });

  it("a folder that is a symbolic link", () => {
    haveFile();
    const link = join(root, "link");
    symlinkSync(folder, link);
    const inLink = join(link, "file.json");
    const why = `${link} is a symbolic link where a folder should be; it was neither read nor written.`;
    const expected = ["unsafe_file", 13, why];
    expect(refusal(() => readOwnFile(inLink))).toEqual(expected);
    expect(refusal(() => writeOwnFile(inLink, "new"))).toEqual(expected);
    expect(refusal(() => removeOwnFile(inLink))).toEqual(expected);
    expect(readFileSync(path, "utf8")).toBe("old");
    expect(readNamedFile(inLink)).toEqual({ text: "old", exposed: false });
  });

  it("a folder that users share, such as /tmp, which stays as it is", () => {
    haveFile();
    chmodSync(folder, 0o1777);
    const expected = [
      "unsafe_file",
      13,
      `${folder} is a folder that users share; it was neither read nor written.`,
    ];
    expect(refusal(() => writeOwnFile(path, "new"))).toEqual(expected);
    expect(modeOf(folder)).toBe("1777");
  });

  it("a file of another user, and a folder of another user", () => {
    const [theirFolder, theirFile] = anotherUsers();
    const why = "belongs to another user; it was neither read nor written.";
    // A file of root's may be one that is mounted for us.
    if (process.geteuid?.() === 0)
      expect(refusal(() => readNamedFile(theirFile))).toEqual(["unsafe_file", 13, `${theirFile} ${why}`]);
    const expected = ["unsafe_file", 13, `${theirFolder} ${why}`];
    expect(refusal(() => readOwnFile(theirFile))).toEqual(expected);
    expect(refusal(() => writeOwnFile(theirFile, "new"))).toEqual(expected);
    expect(refusal(() => removeOwnFile(theirFile))).toEqual(expected);
  });
});

/** Root gives files away; anybody else finds some of root's. */
function anotherUsers(): readonly [string, string] {
  if (process.geteuid?.() !== 0) return ["/etc", "/etc/passwd"];
  haveFile();
  for (const given of [path, folder]) chownSync(given, 65_534, 65_534);
  return [folder, path];
}

describe("what the system refuses is said in plain words", () => {
  it("a file where a folder should be (F4)", () => {
    writeFileSync(join(root, "a"), "");
    const why = `Cannot write ${path}: a part of the path is a file, not a folder.`;
    expect(refusal(() => writeOwnFile(path, "new"))).toEqual(["local_io", 10, why]);
    const direct = join(root, "a", "file.json");
    const used = `Cannot use ${join(root, "a")}: a part of the path is a file, not a folder.`;
    expect(refusal(() => readOwnFile(direct))).toEqual(["local_io", 10, used]);
  });

  it("a folder where a file should be", () => {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const why = "it is a folder, not a file.";
    expect(refusal(() => readOwnFile(path))).toEqual(["local_io", 10, `Cannot read ${path}: ${why}`]);
    expect(refusal(() => writeOwnFile(path, "new"))).toEqual([
      "local_io",
      10,
      `Cannot write ${path}: ${why}`,
    ]);
  });

  it("a file that is too large (F5)", () => {
    haveFile("x".repeat(9 * 1024 * 1024));
    const expected = ["local_io", 10, `${path} is too large to be a file of fob's.`];
    expect(refusal(() => readOwnFile(path))).toEqual(expected);
    expect(refusal(() => writeOwnFile(path, "new"))).toEqual(expected);
  });

  it("a name with a newline and an escape, made visible", () => {
    const odd = join(root, "a\n\u001b[2J");
    writeFileSync(odd, "");
    const why = `Cannot use ${root}/a\\x0a\\x1b[2J: a part of the path is a file, not a folder.`;
    expect(refusal(() => readOwnFile(join(odd, "file")))).toEqual(["local_io", 10, why]);
  });

  it("a path that is too long", () => {
    const long = join(root, "x".repeat(300));
    expect(refusal(() => writeOwnFile(join(long, "file"), ""))).toEqual([
      "local_io",
      10,
      `Cannot write ${join(long, "file")}: the path is too long.`,
    ]);
  });
});

describe("leftovers (F9, F10)", () => {
  it("have names that tell the process and cannot be guessed", () => {
    const names = Array.from({ length: 100 }, () => tempName(path));
    expect(new Set(names).size).toBe(100);
    const grammar = new RegExp(
      `^${folder}/\\.file\\.json\\.${process.pid}-\\d+-[0-9a-f]{12}\\.[0-9a-f]{24}\\.tmp$`,
    );
    for (const name of names) expect(name).toMatch(grammar);
  });

  it("of a process that is over go with the next save; what lives and what is not ours stays", async () => {
    haveFile();
    const gone = await runChild([process.execPath, "-p", "process.pid"]);
    const mine = tempName(path);
    const asIf = (pid: number, start: string): string =>
      mine.replace(new RegExp(`\\.${process.pid}-\\d+-`), `.${pid}-${start}-`);
    const elsewhere = mine.replace(/-[0-9a-f]{12}\./, "-000000000000.");
    const old = elsewhere.replace("file.json", "other.json");
    const dead = [asIf(Number(gone.out), "1"), asIf(process.pid, "1"), old];
    const kept = [mine, elsewhere, join(folder, ".file.json.tmp"), join(folder, "notes.1-1-x.tmp")];
    for (const name of [...dead, ...kept]) writeFileSync(name, "");
    const hourAgo = Date.now() / 1000 - 3600;
    utimesSync(old, hourAgo, hourAgo);
    writeOwnFile(path, "new");
    expect(
      readdirSync(folder)
        .map((name) => join(folder, name))
        .sort(),
    ).toEqual([...kept, path].sort());
  });
});
