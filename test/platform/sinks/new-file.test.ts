import {
  existsSync,
  mkdirSync,
  mkdtempSync,
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
import { newFile } from "../../../src/platform/sinks/new-file.ts";
import { refusal } from "../../support/refusal.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fob-new-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);

describe("a new file for a secret", () => {
  it.each([0o000, 0o022, 0o077, 0o377])("is the user's alone, whatever the umask: %o", (mask) => {
    const former = process.umask(mask);
    try {
      const file = newFile(at("token"));
      expect([statSync(at("token")).mode & 0o777, statSync(at("token")).size]).toEqual([0o600, 0]);
      file.write(new Secret("t-1 é"));
    } finally {
      process.umask(former);
    }
    expect(readFileSync(at("token"), "utf8")).toBe("t-1 é\n");
    expect(statSync(at("token")).mode & 0o777).toBe(0o600);
  });

  it("is gone again where nothing came into it", () => {
    newFile(at("token")).discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is given up in silence where somebody has removed it", () => {
    const file = newFile(at("token"));
    rmSync(at("token"));
    file.discard();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is never one that is there, nor behind a link", () => {
    writeFileSync(at("mine"), "keep me");
    symlinkSync(at("elsewhere"), at("dangling"));
    symlinkSync(at("mine"), at("link"));
    mkdirSync(at("folder"));
    for (const name of ["mine", "dangling", "link", "folder"]) {
      expect(refusal(() => newFile(at(name)))).toEqual([
        "local_io",
        10,
        `${at(name)} exists already; nothing was minted.`,
      ]);
    }
    expect([readFileSync(at("mine"), "utf8"), existsSync(at("elsewhere"))]).toEqual(["keep me", false]);
  });

  it.each([
    ["no/such/folder/token", "a part of the path does not exist"],
    ["mine/token", "a part of the path is a file, not a folder"],
    ["x".repeat(300), "the path is too long"],
  ])("is refused at %s", (name, why) => {
    writeFileSync(at("mine"), "");
    expect(refusal(() => newFile(at(name)))).toEqual(["local_io", 10, `Cannot create ${at(name)}: ${why}.`]);
  });
});
