import {
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
import type { PreferencesStore } from "../../../src/core/preferences.ts";
import { createPreferences } from "../../../src/platform/preferences/preferences.ts";
import { bundle } from "../../support/bundle.ts";
import { runChild } from "../../support/child.ts";
import { itNeeds, without } from "../../support/needs.ts";
import { refusalOf } from "../../support/refusal.ts";

const none = { defaultProfile: null, store: null, storeUrl: null, audit: null };
let configDir: string;
let path: string;
let preferences: PreferencesStore;

beforeEach(() => {
  configDir = mkdtempSync(join(tmpdir(), "fob-preferences-"));
  path = join(configDir, "config.json");
  preferences = createPreferences(configDir);
});
afterEach(() => rmSync(configDir, { recursive: true }));

it("are none at first, and looking makes none", async () => {
  expect(await preferences.get()).toEqual(none);
  expect(readdirSync(configDir)).toEqual([]);
});

it("are set one by one and unset, in a file of 0600", async () => {
  await preferences.set({ defaultProfile: "work" });
  await preferences.set({ store: "file" });
  expect(await createPreferences(configDir).get()).toEqual({
    ...none,
    defaultProfile: "work",
    store: "file",
  });
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ defaultProfile: "work", store: "file" });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await preferences.set({ defaultProfile: null });
  expect(await preferences.get()).toEqual({ ...none, store: "file" });
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ store: "file" });
  expect(readdirSync(configDir)).toEqual(["config.json"]);
});

it.each([0o000, 0o777])("are written whatever the umask (case %#)", async (mask) => {
  const before = process.umask(mask);
  try {
    await preferences.set({ store: "keychain" });
    await preferences.set({ store: "file" });
  } finally {
    process.umask(before);
  }
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(await preferences.get()).toEqual({ ...none, store: "file" });
});

it("keep the keys that this fob does not know", async () => {
  writeFileSync(path, JSON.stringify({ later: { a: [1] }, store: "file" }));
  await preferences.set({ defaultProfile: "work" });
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({
    later: { a: [1] },
    store: "file",
    defaultProfile: "work",
  });
});

describe("a file that cannot be understood (F5)", () => {
  it.each([
    ["", "empty"],
    [`{"store":"fi`, "half of it"],
    ["[]", "a list"],
    [`{"store":"cloud"}`, "a store that nobody knows"],
    [`{"defaultProfile":"../x"}`, "a profile that is a path"],
    [`{"defaultProfile":5}`, "a profile that is a number"],
    [`{"storeUrl":5}`, "a database that is a number"],
  ])("%j: %s", async (text) => {
    writeFileSync(path, text);
    const says = `The preferences in ${path} are damaged; the file`;
    expect(await refusalOf(preferences.get())).toEqual(["local_io", 10, `${says} was left as it is.`]);
    expect(readFileSync(path, "utf8")).toBe(text);
    const refused = await refusalOf(preferences.set({ store: "file" }));
    const aside = join(configDir, readdirSync(configDir)[0] ?? "");
    expect(refused).toEqual(["local_io", 10, `${says} is kept as ${aside}; nothing was changed.`]);
    expect(readFileSync(aside, "utf8")).toBe(text);
    await preferences.set({ store: "file" });
    expect(await preferences.get()).toEqual({ ...none, store: "file" });
  });

  it("a symbolic link is not followed (F7)", async () => {
    const target = join(configDir, "target.json");
    writeFileSync(target, "{}");
    symlinkSync(target, path);
    expect((await refusalOf(preferences.get())).slice(0, 2)).toEqual(["unsafe_file", 13]);
    expect((await refusalOf(preferences.set({ store: "file" }))).slice(0, 2)).toEqual(["unsafe_file", 13]);
    expect(readFileSync(target, "utf8")).toBe("{}");
  });
});

itNeeds(
  without(["prlimit", "--version"]),
  "are put back where conf writes but half of them (F2)",
  async () => {
    const program = await bundle("test/platform/preferences/set.program.ts");
    // With the rest that conf writes again, in its own spelling, the file is longer than the limit.
    const before = JSON.stringify({ later: Array.from({ length: 1500 }, () => 1), store: "file" });
    writeFileSync(path, before, { mode: 0o600 });
    const end = await runChild(["prlimit", "--fsize=4096", process.execPath, program, configDir]);
    expect([end.code, end.err]).toEqual([
      10,
      `${path} could not be written whole; it was put back as it was.`,
    ]);
    expect(readFileSync(path, "utf8")).toBe(before);
    expect(readdirSync(configDir)).toEqual(["config.json"]);
    rmSync(join(program, ".."), { recursive: true });
  },
);
