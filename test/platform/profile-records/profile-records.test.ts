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
import { nobody } from "../../../src/core/identity.ts";
import type { Profile } from "../../../src/core/profile.ts";
import type { ProfileRecords } from "../../../src/core/profile-records.ts";
import { createProfileRecords } from "../../../src/platform/profile-records/profile-records.ts";
import { refusalOf } from "../../support/refusal.ts";

const whole: Profile = {
  name: "work",
  provider: "productive",
  baseUrl: "https://api.example.com/api/v2",
  ref: "0a1b.c_d@e-f",
  store: "keychain",
  state: "active",
  identity: { id: "55", login: "ann@example.com", name: "Ann Ünal", email: "ann@example.com" },
  session: { id: "77", expiresAt: new Date("2027-01-02T03:04:05.678Z") },
  given: true,
  pendingRevokes: 2,
  settings: { organizationId: "9", caFile: "/etc/ca.pem" },
};
const bare: Profile = {
  ...whole,
  name: "bare",
  store: "file",
  state: "logged_out",
  identity: nobody,
  session: { id: null, expiresAt: null },
  given: false,
  pendingRevokes: 0,
  settings: {},
};
let configDir: string;
let records: ProfileRecords;

beforeEach(() => {
  configDir = mkdtempSync(join(tmpdir(), "fob-records-"));
  records = createProfileRecords(configDir);
});
afterEach(() => rmSync(configDir, { recursive: true }));

function pathOf(name: string): string {
  return join(configDir, "profiles", `${name}.json`);
}

function plant(name: string, text: string): void {
  mkdirSync(join(configDir, "profiles"), { recursive: true, mode: 0o700 });
  writeFileSync(pathOf(name), text, { mode: 0o600 });
}

describe("profile records", () => {
  it("are none at first, and looking makes none", async () => {
    expect(await records.list()).toEqual({ profiles: [], problems: [] });
    expect(await records.get("work")).toBeNull();
    expect(await records.remove("work")).toBe(false);
    expect(readdirSync(configDir)).toEqual([]);
  });

  it("come back whole, by name, from another handle too", async () => {
    await records.put(whole);
    await records.put(bare);
    const other = createProfileRecords(configDir);
    expect(await other.get("work")).toEqual(whole);
    expect(await other.list()).toEqual({ profiles: [bare, whole], problems: [] });
    expect(readdirSync(join(configDir, "profiles")).sort()).toEqual(["bare.json", "work.json"]);
    expect([pathOf("work"), join(configDir, "profiles")].map((of) => statSync(of).mode & 0o777)).toEqual([
      0o600, 0o700,
    ]);
  });

  it("are replaced and removed", async () => {
    await records.put(whole);
    await records.put({ ...bare, name: "work" });
    expect(await records.get("work")).toEqual({ ...bare, name: "work" });
    expect(await records.remove("work")).toBe(true);
    expect(await records.remove("work")).toBe(false);
    expect(await records.list()).toEqual({ profiles: [], problems: [] });
  });

  it("hold only what a profile is, whatever else the value carries", async () => {
    const more = { ...whole, token: "canary", session: { ...whole.session, token: "canary" } };
    await records.put(more);
    expect(readFileSync(pathOf("work"), "utf8")).not.toContain("canary");
  });

  it.each([".hidden", "a.json", "u@h", "x".repeat(64), "__proto__"])("take the name %s", async (name) => {
    await records.put({ ...whole, name });
    expect((await records.list()).profiles).toEqual([{ ...whole, name }]);
  });

  it.each(["", "..", "a/b", "-x", "a\n"])("take no name like %j", async (name) => {
    for (const work of [records.get(name), records.put({ ...whole, name }), records.remove(name)])
      expect((await refusalOf(work)).slice(0, 2)).toEqual(["usage", 2]);
  });

  it("refuse a name that differs in case alone", async () => {
    await records.put(whole);
    const why = "There is a profile work already, and Work differs from it in case alone.";
    const other = { ...whole, name: "Work", ref: "other" };
    expect(await refusalOf(records.put(other))).toEqual(["usage", 2, why]);
    expect(await records.get("Work")).toBeNull();
  });

  it("let a login go from one case to another, where the file system tells them apart", async () => {
    await records.put(whole);
    const renamed = { ...whole, name: "Work" };
    if (existsSync(pathOf("Work"))) {
      // One file by both names: it would go when the former name is removed.
      expect((await refusalOf(records.put(renamed)))[0]).toBe("usage");
      expect(await records.list()).toEqual({ profiles: [whole], problems: [] });
      return;
    }
    for (const _ of ["begun", "cut short, and begun again"]) await records.put(renamed);
    expect(await records.list()).toEqual({ profiles: [renamed, whole], problems: [] });
    await records.remove("work");
    expect(await records.list()).toEqual({ profiles: [renamed], problems: [] });
  });

  it("pass over keys that they do not know, and files that are not theirs", async () => {
    await records.put(whole);
    plant("work", JSON.stringify({ ...JSON.parse(readFileSync(pathOf("work"), "utf8")), later: { a: 1 } }));
    for (const name of ["notes.txt", "work.json.damaged-x", ".work.json.tmp", "a b.json"])
      writeFileSync(join(configDir, "profiles", name), "?");
    expect(await records.list()).toEqual({ profiles: [whole], problems: [] });
  });
});

describe("a record that cannot be read (F5)", () => {
  const valid = {
    v: 1,
    ...{ ...bare, name: "bad" },
    identity: { id: null, login: null, name: null, email: null },
    session: { id: null, expiresAt: null },
  };
  const rows: [string, string][] = [
    ["is empty", ""],
    ["is half a record", JSON.stringify(valid).slice(0, 50)],
    ["is binary", "\u0000\u0001"],
    ["is a list", "[]"],
    ["has no version", JSON.stringify({ ...valid, v: undefined })],
    ["is of version 0", JSON.stringify({ ...valid, v: 0 })],
    ["has another profile's name", JSON.stringify({ ...valid, name: "other" })],
    ["has a name that is a path", JSON.stringify({ ...valid, name: "../x" })],
    ["has no provider", JSON.stringify({ ...valid, provider: "" })],
    ["has a base URL off https", JSON.stringify({ ...valid, baseUrl: "http://api.example.com" })],
    ["has a base URL that is none", JSON.stringify({ ...valid, baseUrl: "x" })],
    ["has a base URL in another spelling", JSON.stringify({ ...valid, baseUrl: "https://API.example.com/" })],
    ["has a ref that is a path", JSON.stringify({ ...valid, ref: "../../x" })],
    ["has a store that nobody knows", JSON.stringify({ ...valid, store: "cloud" })],
    ["has a state that nobody knows", JSON.stringify({ ...valid, state: "on" })],
    ["has an identity that is a text", JSON.stringify({ ...valid, identity: "ann" })],
    ["has an id that is a number", JSON.stringify({ ...valid, identity: { ...valid.identity, id: 5 } })],
    ["has a session that is null", JSON.stringify({ ...valid, session: null })],
    [
      "has an expiry without a zone",
      JSON.stringify({ ...valid, session: { id: null, expiresAt: "2027-01-01" } }),
    ],
    ["has a flag that is a text", JSON.stringify({ ...valid, given: "no" })],
    ["has a count below nothing", JSON.stringify({ ...valid, pendingRevokes: -1 })],
    ["has a setting that is a number", JSON.stringify({ ...valid, settings: { a: 1 } })],
  ];

  it("but for its fault would be read", async () => {
    plant("bad", JSON.stringify(valid));
    expect(await records.get("bad")).toEqual({ ...bare, name: "bad" });
  });

  it.each(rows)("since it %s: is said, stays, and takes no other with it", async (_, text) => {
    await records.put(whole);
    plant("bad", text);
    const message = `The profile's record ${pathOf("bad")} is damaged; it was left as it is.`;
    expect(await refusalOf(records.get("bad"))).toEqual(["local_io", 10, message]);
    const { profiles, problems } = await records.list();
    expect(profiles).toEqual([whole]);
    expect(problems.map(({ code, message: words, details }) => [code, words, details.profile])).toEqual([
      ["local_io", message, "bad"],
    ]);
    expect(readFileSync(pathOf("bad"), "utf8")).toBe(text);
  });

  it("is set aside before another takes its place, and that is said", async () => {
    plant("work", "{");
    const [code, exit, message] = await refusalOf(records.put(whole));
    const aside = readdirSync(join(configDir, "profiles"));
    expect(aside).toEqual([expect.stringMatching(/^work\.json\.damaged-/)]);
    expect([code, exit, message]).toEqual([
      "local_io",
      10,
      `The profile's record ${pathOf("work")} is damaged; it is kept as ${join(configDir, "profiles", aside[0] ?? "")}; nothing was written.`,
    ]);
    await records.put(whole);
    expect(await records.get("work")).toEqual(whole);
    expect(readFileSync(join(configDir, "profiles", aside[0] ?? ""), "utf8")).toBe("{");
  });

  it("since a newer fob wrote it: stays where it is", async () => {
    const text = JSON.stringify({ v: 2 });
    plant("work", text);
    const expected = ["local_io", 10, `${pathOf("work")} was written by a newer fob; it was left as it is.`];
    expect(await refusalOf(records.get("work"))).toEqual(expected);
    expect(await refusalOf(records.put(whole))).toEqual(expected);
    expect(readFileSync(pathOf("work"), "utf8")).toBe(text);
  });

  it("since it is a symbolic link: is not followed (F7)", async () => {
    await records.put(bare);
    symlinkSync(pathOf("bare"), pathOf("work"));
    expect((await refusalOf(records.get("work"))).slice(0, 2)).toEqual(["unsafe_file", 13]);
    expect((await refusalOf(records.put(whole))).slice(0, 2)).toEqual(["unsafe_file", 13]);
    expect((await records.list()).problems.map(({ code }) => code)).toEqual(["unsafe_file"]);
    expect(await records.remove("work")).toBe(true);
    expect(existsSync(pathOf("bare"))).toBe(true);
  });
});
