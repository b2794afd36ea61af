import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Secret } from "../../../src/core/secret.ts";
import type { SinkTarget } from "../../../src/core/secret-sink.ts";
import { openSink } from "../../../src/platform/sinks/index.ts";
import { refusal } from "../../support/refusal.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fob-sinks-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const open = (target: SinkTarget, env: Readonly<Record<string, string>> = {}) =>
  openSink({ env, telling: 2 }, target);
const token = new Secret("token-1");

describe("a file that is replaced", () => {
  const replaced = (name: string) => open({ kind: "file", path: at(name), replace: true });

  it("is the old one until it is the new one, 0600, with nothing beside it", () => {
    writeFileSync(at("token"), "old\n", { mode: 0o644 });
    const sink = replaced("token");
    expect(readFileSync(at("token"), "utf8")).toBe("old\n");
    sink.write(token);
    expect([readFileSync(at("token"), "utf8"), statSync(at("token")).mode & 0o777]).toEqual([
      "token-1\n",
      0o600,
    ]);
    expect(readdirSync(folder)).toEqual(["token"]);
  });

  it("may be new, and is not made where nothing came", () => {
    replaced("token").discard();
    expect(readdirSync(folder)).toEqual([]);
    replaced("token").write(token);
    expect(readFileSync(at("token"), "utf8")).toBe("token-1\n");
  });

  it("may be in a folder that is reached through a link", () => {
    mkdirSync(at("folder"));
    symlinkSync(at("folder"), at("link"));
    replaced("link/token").write(token);
    expect(readFileSync(at("folder/token"), "utf8")).toBe("token-1\n");
  });

  it("is a regular file, and its folder can be written to, or nothing is minted", () => {
    mkdirSync(at("folder"));
    writeFileSync(at("mine"), "");
    symlinkSync(at("mine"), at("link"));
    for (const name of ["folder", "link"]) {
      expect(refusal(() => replaced(name))).toEqual([
        "unsafe_file",
        13,
        `${at(name)} is not a regular file; it was neither read nor written.`,
      ]);
    }
    expect(refusal(() => replaced("no/token"))).toEqual([
      "local_io",
      10,
      `Cannot create ${at("no/token")}: a part of the path does not exist.`,
    ]);
    expect(readdirSync(folder).sort()).toEqual(["folder", "link", "mine"]);
  });
});

describe("a descriptor", () => {
  it("gets the token on a line of its own", () => {
    const fd = openSync(at("token"), "a");
    open({ kind: "fd", fd }).write(token);
    expect(readFileSync(at("token"), "utf8")).toBe("token-1\n");
  });

  it.each<readonly [string, () => number, string]>([
    ["is not open", () => 999, "it is not open for writing"],
    [
      "is open for reading",
      () => {
        writeFileSync(at("in"), "");
        return openSync(at("in"), "r");
      },
      "it is not open for writing",
    ],
    ["leads nowhere", () => openSync("/dev/null", "w"), "nothing that could take a token was opened there"],
    ["is a folder", () => openSync(folder, "r"), "nothing that could take a token was opened there"],
    ["is node's own", ownPipe, "nothing that could take a token was opened there"],
  ])("that %s is refused before anything is minted", (_, make, why) => {
    const fd = make();
    expect(refusal(() => open({ kind: "fd", fd }))).toEqual([
      "local_io",
      10,
      `The token cannot be written to descriptor ${fd}: ${why}.`,
    ]);
    if (fd !== 999 && why.startsWith("it is not")) closeSync(fd);
  });

  it("that is full says so", () => {
    const fd = openSync("/dev/full", "w");
    expect(refusal(() => open({ kind: "fd", fd }))).toEqual([
      "local_io",
      10,
      `The token cannot be written to descriptor ${fd}: the disk is full.`,
    ]);
    closeSync(fd);
  });
});

/** A pipe whose two ends are in this process, as libuv has some. */
function ownPipe(): number {
  const pipes = readdirSync("/proc/self/fd").map(Number);
  const inodes = pipes.flatMap((fd) => {
    try {
      const stats = statSync(`/proc/self/fd/${fd}`);
      return stats.isFIFO() && fd > 2 ? [{ fd, ino: stats.ino }] : [];
    } catch {
      return [];
    }
  });
  const found = inodes.find(({ fd, ino }) => inodes.some((other) => other.fd < fd && other.ino === ino));
  if (found === undefined) throw new Error("node has no pipe of its own here");
  return found.fd;
}

describe("what a runner names", () => {
  const target = { kind: "github-env", name: "DEPLOY_TOKEN" } as const;
  const entry = /^DEPLOY_TOKEN<<(fob_[0-9a-f-]{36})\ntoken-1\n\1\n$/;

  it.each([
    ["nothing", "", ""],
    ["whole lines", "A=1\n", "A=1\n"],
    ["a line without its end", "A=1", "A=1\n"],
  ])("gets the token after %s, between lines that nobody can foresee", (_, before, kept) => {
    writeFileSync(at("env"), before);
    open(target, { GITHUB_ENV: at("env") }).write(token);
    const text = readFileSync(at("env"), "utf8");
    expect(text.startsWith(kept)).toBe(true);
    expect(text.slice(kept.length)).toMatch(entry);
  });

  it("has its own file for outputs, and no delimiter twice", () => {
    writeFileSync(at("out"), "");
    for (const name of ["a", "b-c"])
      open({ kind: "github-output", name }, { GITHUB_OUTPUT: at("out") }).write(token);
    const delimiters = [...readFileSync(at("out"), "utf8").matchAll(/^[ab-]+c?<<(.+)$/gm)].map(
      ([, one]) => one,
    );
    expect(new Set(delimiters).size).toBe(2);
  });

  it("is left as it was where nothing came", () => {
    writeFileSync(at("env"), "A=1\n");
    open(target, { GITHUB_ENV: at("env") }).discard();
    expect(readFileSync(at("env"), "utf8")).toBe("A=1\n");
  });

  it.each<readonly [string, Readonly<Record<string, string>>, unknown]>([
    [
      "that does not",
      {},
      ["usage", 2, "--to github-env:NAME works in a step of GitHub Actions alone: GITHUB_ENV is not set."],
    ],
    [
      "that says nothing",
      { GITHUB_ENV: "" },
      ["usage", 2, "--to github-env:NAME works in a step of GitHub Actions alone: GITHUB_ENV is not set."],
    ],
    [
      "a file that is not there",
      { GITHUB_ENV: "/nosuch/env" },
      ["local_io", 10, "Cannot open /nosuch/env: a part of the path does not exist."],
    ],
    ["a device", { GITHUB_ENV: "/dev/null" }, ["unsafe_file", 13, expect.any(String)]],
  ])("is refused of a runner %s", (_, env, failure) => {
    expect(refusal(() => open(target, env))).toEqual(failure);
  });

  it("cannot be what the user may not write", () => {
    writeFileSync(at("env"), "");
    chmodSync(at("env"), 0o400);
    if (process.getuid?.() === 0) return;
    expect(refusal(() => open(target, { GITHUB_ENV: at("env") }))).toMatchObject(["local_io", 10]);
  });
});
