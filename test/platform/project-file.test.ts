import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Notice } from "../../src/core/provider.ts";
import { readProjectFile } from "../../src/platform/project-file.ts";
import { refusal } from "../support/refusal.ts";

let home: string;
let warnings: Notice[];
const own = process.getuid?.() ?? null;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fob-project-"));
  warnings = [];
  mkdirSync(join(home, "repo", ".git"), { recursive: true });
  mkdirSync(join(home, "repo", "a", "b"), { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true }));

const put = (folder: string, content: unknown = { profile: "work" }) =>
  writeFileSync(
    join(home, folder, ".fob.json"),
    typeof content === "string" ? content : JSON.stringify(content),
  );
const read = (cwd: string, uid = own) =>
  readProjectFile({ cwd: join(home, cwd), home, uid, warn: (notice) => warnings.push(notice) });

describe("the project file", () => {
  it.each([
    ["in the folder", "repo/a/b", "repo/a/b", "repo/a/b"],
    ["above it", "repo/a", "repo/a/b", "repo/a"],
    ["in the repository's root", "repo", "repo/a/b", "repo"],
    ["in the home, outside a repository", ".", ".", "."],
  ])("is found %s", (_, place, cwd, found) => {
    put(place);
    expect(read(cwd)).toEqual({ profile: "work", path: join(home, found, ".fob.json") });
    expect(warnings).toEqual([]);
  });

  it("may begin with a byte order mark", () => {
    put("repo", '\uFEFF{"profile":"work"}\r\n');
    expect(read("repo")?.profile).toBe("work");
    put("repo", '\uFEFF\uFEFF{"profile":"work"}');
    expect(refusal(() => read("repo"))[0]).toBe("usage");
  });

  it("is the nearest of several", () => {
    put("repo", { profile: "far" });
    put("repo/a", { profile: "near" });
    expect(read("repo/a/b")?.profile).toBe("near");
  });

  it("is not looked for above the repository, nor above the home", () => {
    put(".");
    expect(read("repo/a")).toBeNull();
    rmSync(join(home, ".fob.json"));
    const nested = join(home, "repo", "a");
    put("repo");
    expect(readProjectFile({ cwd: join(nested, "b"), home: nested, uid: own, warn: () => {} })).toBeNull();
  });

  it("ends at a worktree's root too, where .git is a file", () => {
    put("repo");
    writeFileSync(join(home, "repo/a/.git"), "gitdir: elsewhere");
    expect(read("repo/a/b")).toBeNull();
  });

  it("names a profile and nothing else, and what else it names is told", () => {
    put("repo", { profile: "work", baseUrl: "https://evil.example.com", "sto\u001bre": "file" });
    expect(read("repo")).toMatchObject({ profile: "work" });
    expect(warnings).toEqual([
      {
        code: "project_file_keys_ignored",
        message: `${join(home, "repo/.fob.json")} can name a profile and nothing else; ignored: baseUrl, sto\\x1bre`,
      },
    ]);
  });

  it.each<readonly [string, unknown]>([
    ["no JSON", "profile: work"],
    ["an empty file", ""],
    ["a list", ["work"]],
    ["null", null],
    ["no profile", {}],
    ["a profile that is no text", { profile: 7 }],
    ["a name that is none", { profile: "../work" }],
    ["a flag", { profile: "--yes" }],
    ["too much", `{"profile":"work","x":"${"x".repeat(70_000)}"}`],
  ])("is wrong usage with %s", (_, content) => {
    put("repo", content);
    expect(refusal(() => read("repo"))).toEqual([
      "usage",
      2,
      `${join(home, "repo/.fob.json")} names no profile.`,
    ]);
  });

  const notOwn = () => [
    "unsafe_file",
    13,
    `${join(home, "repo/.fob.json")} is not a file of your own, so it chooses no profile.`,
  ];

  it.skipIf(own === null)("is refused where it is another user's", () => {
    put("repo");
    expect(refusal(() => read("repo", (own ?? 0) + 1))).toEqual(notOwn());
  });

  it("is refused where it is a link or a folder", () => {
    writeFileSync(join(home, "real.json"), '{"profile":"work"}');
    symlinkSync(join(home, "real.json"), join(home, "repo/.fob.json"));
    expect(refusal(() => read("repo"))).toEqual(notOwn());
    rmSync(join(home, "repo/.fob.json"));
    mkdirSync(join(home, "repo/.fob.json"));
    expect(refusal(() => read("repo"))).toEqual(notOwn());
  });

  it("says so where it cannot be read", () => {
    put("repo");
    chmodSync(home, 0o755);
    chmodSync(join(home, "repo/.fob.json"), 0);
    // root reads every file, and so becomes nobody for a moment.
    if (own === 0) process.seteuid?.(65_534);
    try {
      expect(refusal(() => read("repo"))).toEqual([
        "local_io",
        10,
        `Cannot read ${join(home, "repo/.fob.json")}: permission denied.`,
      ]);
    } finally {
      if (own === 0) process.seteuid?.(0);
    }
  });
});
