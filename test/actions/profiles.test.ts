import { describe, expect, it } from "vitest";
import { listProfiles, removeProfile, renameProfile, setDefaultProfile } from "../../src/actions/profiles.ts";
import { migrateStore, storeStatuses, useStore } from "../../src/actions/stores.ts";
import { storeNames } from "../../src/core/store.ts";
import { failing, fakeApp, profileOf, told } from "../support/fake-app.ts";
import { credentialOf } from "../support/fake-provider.ts";

const listed = [{ id: "1", name: "ci" }];
const active = { slots: { active: credentialOf("t") } };

describe("profiles", () => {
  it("are listed by name, with the default", async () => {
    const app = fakeApp({ profiles: [{ name: "b" }, { name: "a" }], preferences: { defaultProfile: "b" } });
    const { profiles, defaultProfile } = await listProfiles(app);
    expect([profiles.map(({ name }) => name), defaultProfile]).toEqual([["a", "b"], "b"]);
  });

  it("become the default when they are there", async () => {
    const app = fakeApp({ profiles: [{ name: "a" }], preferences: { store: "file" } });
    await setDefaultProfile(app, "a");
    expect(await app.preferences.get()).toEqual({
      defaultProfile: "a",
      store: "file",
      storeUrl: null,
      audit: null,
    });
    expect(await told(setDefaultProfile(app, "x"))).toMatchObject({ code: "usage" });
    expect(await app.preferences.get()).toMatchObject({ defaultProfile: "a" });
  });

  it("are renamed without moving a secret; the default goes with them", async () => {
    const app = fakeApp({ profiles: [active], preferences: { defaultProfile: "acme" } });
    app.recentSessions.remember("acme", listed);
    await renameProfile(app, "acme", "work");
    expect(["acme", "work"].map(app.recentSessions.recall)).toEqual([[], listed]);
    expect([...app.profiles.values()]).toEqual([profileOf({ name: "work", ref: "acme-ref" })]);
    expect(await app.slots("work")).toMatchObject({ active: "t" });
    expect(await app.preferences.get()).toMatchObject({ defaultProfile: "work" });
    expect(app.events).toEqual([]);
  });

  it.each([
    ["itself", "a", "a", "The new name is the old one."],
    ["one that is there", "a", "b", "The profile b exists already."],
    ["what is no name", "a", "a/b", "That is not a profile name."],
    ["anything, from one that is not there", "x", "y", "There is no profile x."],
  ])("are not renamed to %s", async (_, from, to, message) => {
    const app = fakeApp({ profiles: [{ name: "a" }, { name: "b" }], preferences: { defaultProfile: "b" } });
    expect(await told(renameProfile(app, from, to))).toMatchObject({ code: "usage", message });
    expect([...app.profiles.keys()]).toEqual(["a", "b"]);
  });

  it.each([
    ["acme", "work"],
    ["work", "acme"],
  ])("that a rename left twice when it was cut short are one after %s is renamed to %s", async (from, to) => {
    const app = fakeApp({ profiles: [active, { ...active, name: "work", ref: "acme-ref" }] });
    await renameProfile(app, from, to);
    expect([...app.profiles.values()]).toEqual([profileOf({ name: to, ref: "acme-ref" })]);
    expect(await app.slots(to)).toMatchObject({ active: "t" });
  });

  it("are renamed both ways at once without waiting for each other for ever", async () => {
    const app = fakeApp({ profiles: [{ name: "a" }, { name: "b" }] });
    const both = await Promise.all([told(renameProfile(app, "a", "b")), told(renameProfile(app, "b", "a"))]);
    expect(both.map(({ code }) => code)).toEqual(["usage", "usage"]);
  });

  it.each([
    ["logged out", { state: "logged_out" as const }],
    ["waiting for a link", { state: "pending_link" as const }],
    ["waiting for a code", { state: "pending_otp" as const, slots: { pending: credentialOf("h") } }],
  ])("are removed when %s, with what is stored", async (_, profile) => {
    const app = fakeApp({ profiles: [profile], preferences: { defaultProfile: "acme" }, storeFlag: "file" });
    app.recentSessions.remember("acme", listed);
    await removeProfile(app, "acme");
    expect([app.profiles.size, app.stores.keychain.items.size]).toEqual([0, 0]);
    expect(app.recentSessions.recall("acme")).toEqual([]);
    expect(await app.preferences.get()).toMatchObject({ defaultProfile: null });
  });

  it.each([
    ["logged in", active],
    ["to be ended yet", { state: "logged_out" as const, pendingRevokes: 1 }],
  ])("are not removed while %s", async (_, profile) => {
    const app = fakeApp({ profiles: [profile] });
    expect(await told(removeProfile(app, "acme"))).toMatchObject({
      code: "usage",
      message: "acme still holds a login.",
      hint: expect.stringContaining("fob logout acme"),
    });
    expect(app.profiles.size).toBe(1);
  });

  it("stay where their secret cannot be deleted", async () => {
    const app = fakeApp({ profiles: [{ state: "pending_otp", slots: { pending: credentialOf("h") } }] });
    app.stores.keychain.faults.delete = failing("store_locked");
    expect(await told(removeProfile(app, "acme"))).toMatchObject({ code: "store_locked" });
    expect(app.profiles.size).toBe(1);
  });
});

describe("stores", () => {
  const profiles = [
    { name: "a", ...active },
    { name: "b", store: "file" as const, ...active },
    { name: "c", state: "logged_out" as const },
  ];

  it("are told of, with who rests in them", async () => {
    const app = fakeApp({ profiles, preferences: { store: "file" } });
    app.stores.keychain.faults.health = { kind: "locked", reason: "for a test" };
    const statuses = await storeStatuses(app);
    expect(statuses.map(({ name }) => name)).toEqual(storeNames.filter((name) => name !== "postgres"));
    expect(statuses.filter(({ name }) => name === "keychain" || name === "file")).toEqual([
      {
        name: "keychain",
        description: "the memory of this test (keychain)",
        preferred: false,
        health: { kind: "locked", reason: "for a test" },
        profiles: ["a"],
      },
      {
        name: "file",
        description: "the memory of this test (file)",
        preferred: true,
        health: { kind: "works" },
        profiles: ["b"],
      },
    ]);
  });

  it("are chosen when they work; what rests elsewhere stays and is named", async () => {
    const app = fakeApp({ profiles });
    expect(await useStore(app, "file")).toMatchObject({ name: "file", preferred: true, profiles: ["b"] });
    expect(await app.preferences.get()).toMatchObject({ store: "file" });
    expect(app.warnings).toEqual([
      {
        code: "secrets_elsewhere",
        message: "Still in keychain: a. Move them with: fob store migrate --from keychain --to file",
      },
    ]);
  });

  it("are not chosen when they do not", async () => {
    const app = fakeApp();
    app.stores.file.faults.health = { kind: "unavailable", reason: "no key" };
    expect(await told(useStore(app, "file"))).toMatchObject({ code: "store_unavailable", exit: 9 });
    expect(await app.preferences.get()).toMatchObject({ store: null });
  });
});

describe("the move to another store", () => {
  const profiles = [
    { name: "a", slots: { active: credentialOf("t"), pendingRevoke: [credentialOf("old")] } },
    { name: "b", store: "file" as const, ...active },
    { name: "c", state: "logged_out" as const },
  ];

  it("writes there, then notes it, then deletes here", async () => {
    const app = fakeApp({ profiles });
    expect(await migrateStore(app, "keychain", "file")).toEqual([
      { profile: "a", result: "moved", error: null },
      { profile: "c", result: "nothing_stored", error: null },
    ]);
    expect(app.events).toEqual(["check keychain", "check file", "write file", "delete keychain"]);
    expect(await app.slots("a")).toEqual({ active: "t", pending: null, pendingRevoke: ["old"] });
    expect([...app.profiles.values()].map(({ store }) => store)).toEqual(["file", "file", "file"]);
  });

  it.each([
    ["a", [{ profile: "a", result: "moved", error: null }]],
    ["b", []],
  ])("is of the one that --profile names alone, where it rests there: %s", async (flag, moved) => {
    const app = fakeApp({ profiles: [...profiles, { name: "d", ...active }], selection: { flag } });
    expect(await migrateStore(app, "keychain", "file")).toEqual(moved);
    expect([...app.profiles].filter(([, { store }]) => store === "keychain").map(([name]) => name)).toEqual(
      ["a", "c", "d"].filter((name) => name !== flag),
    );
  });

  it("is of all, whatever FOB_PROFILE or a default names", async () => {
    const preferences = { defaultProfile: "a" };
    const app = fakeApp({ profiles, selection: { fobProfile: "a" }, preferences });
    expect(await migrateStore(app, "keychain", "file")).toHaveLength(2);
  });

  it.each(["write", "put", "read"] as const)(
    "keeps the source, and leaves no copy, where %s fails",
    async (where) => {
      const app = fakeApp({ profiles: [{ name: "a", ...active }] });
      if (where === "write") app.stores.file.faults.write = failing("store_key");
      if (where === "put") app.faults.put = failing("local_io");
      if (where === "read") app.stores.keychain.faults.read = { kind: "locked", reason: "for a test" };
      const [done] = await migrateStore(app, "keychain", "file");
      expect([done?.result, done?.error?.code]).toEqual([
        "failed",
        { write: "store_key", put: "local_io", read: "store_locked" }[where],
      ]);
      expect([app.stores.keychain.items.size, app.stores.file.items.size]).toEqual([1, 0]);
      expect(app.profiles.get("a")?.store).toBe("keychain");
    },
  );

  it("goes on after one that fails", async () => {
    const app = fakeApp({
      profiles: [
        { name: "a", ...active },
        { name: "b", ...active },
      ],
    });
    app.stores.keychain.items.set("a-ref", "damaged");
    const done = await migrateStore(app, "keychain", "file");
    expect(done.map(({ result }) => result)).toEqual(["failed", "moved"]);
    expect(app.stores.keychain.items.get("a-ref")).toBe("damaged");
  });

  it("tells of a copy that stays behind", async () => {
    const app = fakeApp({ profiles: [{ name: "a", ...active }] });
    app.stores.keychain.faults.delete = failing("store_locked");
    expect(await migrateStore(app, "keychain", "file")).toMatchObject([{ result: "failed" }]);
    expect(await app.slots("a")).toMatchObject({ active: "t" });
    expect(app.profiles.get("a")?.store).toBe("file");
  });

  it.each([
    ["both are one", "file", "file", "usage"],
    ["the source does not work", "keychain", "file", "store_locked"],
    ["the target does not work", "file", "keychain", "store_locked"],
  ] as const)("moves nothing where %s", async (_, from, to, code) => {
    const app = fakeApp({ profiles });
    app.stores.keychain.faults.health = { kind: "locked", reason: "for a test" };
    expect(await told(migrateStore(app, from, to))).toMatchObject({ code });
    expect([app.stores.keychain.items.size, app.stores.file.items.size]).toEqual([1, 1]);
  });
});
