import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isFobError } from "../../src/core/errors.ts";
import type { Redactor } from "../../src/core/redactor.ts";
import { createRedactor } from "../../src/core/redactor.ts";
import type { KeepSecret } from "../../src/core/secret.ts";
import { Secret } from "../../src/core/secret.ts";
import type { CredentialStore, Lookup, StoreHealth } from "../../src/core/store.ts";
import { storeNames } from "../../src/core/store.ts";
import {
  active,
  canary,
  credential,
  plain,
  plainRead,
  replacements,
  unreadable,
  wholeValues,
} from "./credential-values.ts";

export interface OpenStore {
  readonly store: CredentialStore;
  /** A second handle on the same data, as another process would have it. */
  reopen(): CredentialStore;
  /** Puts a text where the store keeps the envelope of `ref`, protected as the store protects it. */
  plant(ref: string, text: string): Promise<void>;
  /** Takes the backend away, as a database that stops or a locked keychain; what it gives brings it back. */
  away(): Promise<() => Promise<void>>;
  /** The names of all that rests in the store, to find what was left behind. */
  entries(): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

/** What every store must do. `open` makes an empty one whose secrets go through `keep`. */
export function credentialStoreContract(name: string, open: (keep: KeepSecret) => Promise<OpenStore>): void {
  describe(`${name}, as every credential store`, () => {
    let redactor: Redactor;
    let opened: OpenStore;
    let store: CredentialStore;

    beforeEach(async () => {
      redactor = createRedactor();
      opened = await open(redactor.keep);
      store = opened.store;
    });
    afterEach(() => opened.dispose());

    it("has one of our names and words for people", () => {
      expect(storeNames).toContain(store.name);
      expect(store.description).toMatch(/^the [a-z]+ [a-z]+/);
    });

    it("says absent for what was never written, and makes nothing by looking", async () => {
      const before = await opened.entries();
      expect(await store.read("r1")).toEqual({ kind: "absent" });
      expect(await store.read("r1")).toEqual({ kind: "absent" });
      expect(await opened.entries()).toEqual(before);
    });

    it.each(wholeValues)("keeps %s", async (_, slots) => {
      await store.write("r1", slots);
      expect(await plainRead(store, "r1")).toEqual(plain(slots));
      expect(await plainRead(opened.reopen(), "r1")).toEqual(plain(slots));
    });

    it.each(replacements)("replaces %s", async (_, first, second) => {
      await store.write("r1", first);
      await store.write("r1", second);
      expect(await plainRead(opened.reopen(), "r1")).toEqual(plain(second));
    });

    it("deletes once: true, then false, then absent", async () => {
      const before = await opened.entries();
      await store.write("r1", active("t-1"));
      expect(await store.delete("r1")).toBe(true);
      expect(await store.delete("r1")).toBe(false);
      expect(await store.read("r1")).toEqual({ kind: "absent" });
      expect(await opened.entries()).toEqual(before);
    });

    it("says false where there was nothing to delete", async () => {
      expect(await store.delete("never")).toBe(false);
    });

    it("leaves nothing of a long value behind, neither when it is replaced nor when it is deleted", async () => {
      const before = await opened.entries();
      await store.write("r1", active("short"));
      const one = await opened.entries();
      await store.write("r1", active("x".repeat(40_000)));
      await store.write("r1", active("short"));
      expect(await opened.entries()).toEqual(one);
      await store.write("r1", active("x".repeat(40_000)));
      expect(await store.delete("r1")).toBe(true);
      expect(await opened.entries()).toEqual(before);
    });

    it("takes a value again after it was deleted", async () => {
      await store.write("r1", active("t-1"));
      await store.delete("r1");
      await store.write("r1", active("t-2"));
      expect(await plainRead(store, "r1")).toEqual(plain(active("t-2")));
    });

    it("tells refs apart that begin alike or differ in a letter", async () => {
      const refs = ["ab", "abc", "abcd", "ab2", "abe"];
      for (const ref of refs) await store.write(ref, active(`token-of-${ref}`));
      for (const ref of refs) expect(await plainRead(store, ref)).toEqual(plain(active(`token-of-${ref}`)));
    });

    it("deletes one and leaves the others", async () => {
      await store.write("ab", active("t-1"));
      await store.write("abc", active("t-2"));
      expect(await store.delete("ab")).toBe(true);
      expect(await store.read("ab")).toEqual({ kind: "absent" });
      expect(await plainRead(store, "abc")).toEqual(plain(active("t-2")));
    });

    it("shows through one handle what another one wrote, replaced and deleted", async () => {
      const other = opened.reopen();
      await store.write("r1", active("t-1"));
      expect(await plainRead(other, "r1")).toEqual(plain(active("t-1")));
      await other.write("r1", active("t-2"));
      expect(await plainRead(store, "r1")).toEqual(plain(active("t-2")));
      expect(await other.delete("r1")).toBe(true);
      expect(await store.read("r1")).toEqual({ kind: "absent" });
    });

    it("takes writes of different refs at once", async () => {
      const refs = Array.from({ length: 8 }, (_, index) => `p${index}`);
      await Promise.all(refs.map((ref) => store.write(ref, active(`token-of-${ref}`))));
      const values = await Promise.all(refs.map((ref) => plainRead(store, ref)));
      expect(values).toEqual(refs.map((ref) => plain(active(`token-of-${ref}`))));
    });

    it("ends with one whole value when one handle writes the same ref at once", async () => {
      const values = ["t-1", "t-2", "t-3"].map((token) => active(token));
      await Promise.all(values.map((slots) => store.write("r1", slots)));
      expect(values.map(plain)).toContainEqual(await plainRead(store, "r1"));
    });

    it("knows nothing, refuses every change and keeps what it had while its backend is away", async () => {
      await store.write("r1", active("t-1"));
      const comeBack = await opened.away();
      const other = opened.reopen();
      for (const [ref, one] of [
        ["r1", store],
        ["r1", other],
        ["never", other],
      ] as const) {
        expect(await knownOf(() => one.read(ref))).toBe("nothing");
        await expect(one.write(ref, active("t-2"))).rejects.toSatisfy((error) => isFobError(error));
        await expect(one.delete(ref)).rejects.toSatisfy((error) => isFobError(error));
      }
      expect(await knownOf(() => other.check())).toBe("nothing");
      await comeBack();
      expect(await plainRead(store, "r1")).toEqual(plain(active("t-1")));
      expect(await opened.reopen().read("never")).toEqual({ kind: "absent" });
    });

    it("gives secrets back as Secret, which no text shows", async () => {
      await store.write("r1", active("canary-5f1c0d"));
      const lookup = await store.read("r1");
      expect(lookup.kind === "found" && lookup.slots.active?.secrets.token).toBeInstanceOf(Secret);
      expect(JSON.stringify(lookup)).not.toContain("canary-5f1c0d");
    });

    it("tells the redactor of every secret that it reads, whatever its slot", async () => {
      await store.write("r1", {
        active: credential("canary-active"),
        pending: credential("canary-pending"),
        pendingRevoke: [credential("canary-revoke-1"), credential("canary-revoke-2")],
      });
      await store.read("r1");
      const text = "canary-active canary-pending canary-revoke-1 canary-revoke-2 detail-1";
      expect(redactor.redact(text)).toBe("[secret] [secret] [secret] [secret] detail-1");
    });

    it("checks itself and leaves nothing behind", async () => {
      await store.write("r1", active("t-1"));
      const before = await opened.entries();
      expect(await store.check()).toEqual({ kind: "works" });
      expect(await store.check()).toEqual({ kind: "works" });
      expect(await opened.entries()).toEqual(before);
      expect(await plainRead(store, "r1")).toEqual(plain(active("t-1")));
    });

    it("checks an empty store and leaves it empty", async () => {
      const before = await opened.entries();
      expect(await store.check()).toEqual({ kind: "works" });
      expect(await opened.entries()).toEqual(before);
    });

    it("refuses an empty secret and keeps what it had", async () => {
      await store.write("r1", active("t-1"));
      await expect(store.write("r1", active(""))).rejects.toThrow(/empty secret/);
      expect(await plainRead(store, "r1")).toEqual(plain(active("t-1")));
    });

    it.each(unreadable)("neither reads nor overwrites $name, but deletes it when asked", async (row) => {
      await opened.plant("r1", row.text);
      const before = await opened.entries();
      await expect(store.read("r1")).rejects.toSatisfy(isLocalIo(row.says));
      await expect(store.write("r1", active("t-1"))).rejects.toSatisfy(isLocalIo(row.says));
      expect(await opened.entries()).toEqual(before);
      await expect(opened.reopen().read("r1")).rejects.toSatisfy(isLocalIo(row.says));
      expect(await store.delete("r1")).toBe(true);
      expect(await store.read("r1")).toEqual({ kind: "absent" });
    });
  });
}

/** `absent` would log somebody out, and `works` have him log in again. */
async function knownOf(ask: () => Promise<Lookup | StoreHealth>): Promise<string> {
  try {
    const { kind } = await ask();
    return kind === "unavailable" || kind === "locked" ? "nothing" : kind;
  } catch (error) {
    if (isFobError(error)) return error.code === "bug" ? "bug" : "nothing";
    throw error;
  }
}

function isLocalIo(says: RegExp): (error: unknown) => boolean {
  return (error) =>
    isFobError(error, "local_io") && says.test(error.message) && !String(error).includes(canary);
}
