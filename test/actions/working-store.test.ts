import { describe, expect, it } from "vitest";
import { workingStore } from "../../src/actions/working-store.ts";
import { type FakeAppOptions, fakeApp, told } from "../support/fake-app.ts";
import type { Answer } from "../support/fake-terminal.ts";

const byFile = "Encrypted files, with a random key in /home/ann/.fob.key";
const byPassphrase = "Encrypted files, with a passphrase that every command asks for";
const stop = "Nowhere: stop here";
const question = "Where shall secrets rest instead?";
const fresh = "New passphrase of the encrypted files";

function world(answers: readonly Answer[], more: FakeAppOptions = {}) {
  const app = fakeApp({ ...more, terminal: { answers, ...more.terminal } });
  app.stores.keychain.faults.health = { kind: "unavailable", reason: "no bus" };
  return app;
}

describe("where a login's secrets go when there is no keychain", () => {
  it("nothing is asked where it works", async () => {
    const app = fakeApp();
    expect(await workingStore(app, "keychain")).toBe("keychain");
    expect(app.events).toEqual(["check keychain"]);
  });

  it.each<readonly [string, FakeAppOptions]>([
    ["off a terminal", { terminal: { interactive: false } }],
    ["where the call names the keychain", { terminal: { interactive: true }, storeFlag: "keychain" }],
  ])("nothing is asked %s", async (_, more) => {
    const app = world([], more);
    expect(await told(workingStore(app, "keychain"))).toMatchObject({ code: "store_unavailable", exit: 9 });
    expect([app.events, await app.preferences.get()]).toEqual([
      ["check keychain"],
      expect.objectContaining({ store: null }),
    ]);
  });

  it("to encrypted files with a new key, and it is said where that is and how to go on", async () => {
    const app = world([[question, byFile]]);
    expect(await workingStore(app, "keychain")).toBe("file");
    expect(app.events).toEqual([
      "check keychain",
      `asked ${question}`,
      "key /home/ann/.fob.key",
      "check file",
    ]);
    expect(app.warnings).toEqual([
      {
        code: "store_key_file",
        message:
          "The key is new, and in /home/ann/.fob.key; without it nobody reads what is stored. For every other command, " +
          "and in your shell's profile: export FOB_STORE_KEY_FILE=/home/ann/.fob.key",
      },
    ]);
    expect((await app.preferences.get()).store).toBe("file");
  });

  it("a key that is there is not made anew", async () => {
    const app = world([[question, byFile]]);
    app.files.set("/home/ann/.fob.key", "an older key\n");
    await workingStore(app, "keychain");
    expect(app.files.get("/home/ann/.fob.key")).toBe("an older key\n");
    expect(app.warnings[0]?.message).toContain("The key is the one that was in /home/ann/.fob.key");
  });

  it("to encrypted files with a passphrase, typed twice", async () => {
    const app = world([
      [question, byPassphrase],
      [fresh, "a long sentence"],
      ["The same once more", "a long sentence"],
    ]);
    expect(await workingStore(app, "keychain")).toBe("file");
    expect(app.events).toContain("key of a long sentence");
  });

  it.each([
    ["a long sentence", "a long sentense", "The two passphrases differ. Nothing was stored."],
    ["", "", "The passphrase is empty. Nothing was stored."],
  ])("not with %j and %j", async (first, again, message) => {
    const app = world([
      [question, byPassphrase],
      [fresh, first],
      ["The same once more", again],
    ]);
    expect(await told(workingStore(app, "keychain"))).toMatchObject({ code: "usage", message });
    expect((await app.preferences.get()).store).toBeNull();
  });

  it("to encrypted files with the key that the environment gives", async () => {
    const answers: readonly Answer[] = [[question, "Encrypted files, with the key in FOB_STORE_KEY"]];
    const app = world(answers, { storeKeyVariable: "FOB_STORE_KEY" });
    expect([await workingStore(app, "keychain"), app.warnings]).toEqual(["file", []]);
  });

  describe("a locked keychain", () => {
    const lockedQuestion = "Unlock it, then try again; or where shall secrets rest instead?";
    const again = "In the keychain, which is unlocked now: try again";
    const isLocked = { kind: "locked", reason: "for a test" } as const;

    function lockedWorld(answers: readonly Answer[]) {
      const app = world(answers);
      const { faults } = app.stores.keychain;
      faults.health = isLocked;
      return { app, faults };
    }

    it("is to be unlocked, and is tried again as often as its user says", async () => {
      const { app, faults } = lockedWorld([
        [lockedQuestion, again],
        [lockedQuestion, again],
      ]);
      const { choose } = app.terminal;
      let asked = 0;
      const unlocking: typeof choose = (text, choices) => {
        asked += 1;
        if (asked === 2) delete faults.health;
        return choose(text, choices);
      };
      expect(
        await workingStore({ ...app, terminal: { ...app.terminal, choose: unlocking } }, "keychain"),
      ).toBe("keychain");
      expect(app.events.filter((event) => event === "check keychain")).toHaveLength(3);
      expect(app.terminal.seen.err).toContain(
        "To unlock it, log in to the desktop, or run gnome-keyring-daemon --unlock.",
      );
      expect((await app.preferences.get()).store).toBeNull();
    });

    it("may be left for encrypted files, or for nothing", async () => {
      expect(await workingStore(lockedWorld([[lockedQuestion, byFile]]).app, "keychain")).toBe("file");
      expect(await told(workingStore(lockedWorld([[lockedQuestion, stop]]).app, "keychain"))).toMatchObject({
        code: "store_locked",
        exit: 9,
      });
    });
  });

  it("or nowhere", async () => {
    const app = world([[question, stop]]);
    expect(await told(workingStore(app, "keychain"))).toMatchObject({ code: "store_unavailable" });
    expect((await app.preferences.get()).store).toBeNull();
  });

  it("and what does not work either is not preferred", async () => {
    const app = world([[question, byFile]]);
    app.stores.file.faults.health = { kind: "unavailable", reason: "no room" };
    expect(await told(workingStore(app, "keychain"))).toMatchObject({
      message: "The memory of this test (file) cannot be used: no room",
    });
    expect((await app.preferences.get()).store).toBeNull();
  });
});
