import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FobError } from "../../../../src/core/errors.ts";
import type { Notice } from "../../../../src/core/provider.ts";
import { createRedactor } from "../../../../src/core/redactor.ts";
import { encodeSlots } from "../../../../src/platform/stores/envelope.ts";
import { withCopies } from "../../../../src/platform/stores/postgres/copies.ts";
import { createCopyFiles } from "../../../../src/platform/stores/postgres/copy-files.ts";
import { openKeyRing } from "../../../../src/platform/stores/postgres/key-ring.ts";
import type { Vault } from "../../../../src/platform/stores/postgres/vault.ts";
import { credentialOf } from "../../../support/fake-provider.ts";
import { refusalOf } from "../../../support/refusal.ts";

const start = Date.parse("2026-11-22T10:00:00Z");
const minute = 60_000;
const awayError = () =>
  new FobError("store_unavailable", "The database fails: it does not answer.", { retryable: true });

/** A database that is there or is not, and machines at it. */
function world(folder: string) {
  const key = randomBytes(32).toString("hex");
  const rows = new Map<string, { text: string; version: string }>();
  const state = { nowMs: start, fails: null as FobError | null, asked: 0 };
  const warnings: Notice[] = [];
  const find: Vault["find"] = async (kind, id) => {
    state.asked++;
    if (state.fails !== null) throw state.fails;
    return rows.get(`${kind} ${id}`) ?? null;
  };
  const vault: Vault = {
    find,
    get: async (kind, id) => (await find(kind, id))?.text ?? null,
    list: async () => {
      if (state.fails !== null) throw state.fails;
      return [];
    },
    put: async () => {},
    delete: async () => true,
  };
  const machine = (more: { allowed?: boolean; place?: string; key?: string } = {}) =>
    withCopies(vault, {
      allowed: more.allowed ?? true,
      files: createCopyFiles(() => folder),
      clock: { now: () => new Date(state.nowMs) },
      keep: createRedactor().keep,
      place: async () => more.place ?? "runner@fob at db:5432",
      ring: () => openKeyRing({ env: { FOB_STORE_KEY: more.key ?? key }, keep: createRedactor().keep }),
      warn: (notice) => void warnings.push(notice),
    }).vault;
  const later = (ms: number) => {
    state.nowMs += ms;
  };
  return { rows, state, warnings, machine, later };
}

const slotsText = (token: string, expiresAt: Date | null = null) =>
  encodeSlots("r", {
    active: { ...credentialOf(token), expiresAt },
    pending: null,
    pendingRevoke: [credentialOf("former")],
  });
const copyText = (token: string, expiresAt: Date | null = null) =>
  encodeSlots("r", { active: { ...credentialOf(token), expiresAt }, pending: null, pendingRevoke: [] });

describe("copies of shared entries", () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "fob-copies-")), "offline");
  });
  afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));
  const gone = "store_unavailable";

  /** Reads it once while the database is there, lets that happen, and reads it again while it is away. */
  async function afterwards(
    happens: (one: ReturnType<typeof world>) => Promise<unknown> | unknown,
    more = {},
  ) {
    const one = world(folder);
    one.rows.set("credential r", { text: slotsText("t", new Date(start + 60 * minute)), version: "7" });
    await one.machine().get("credential", "r");
    await happens(one);
    one.state.fails = awayError();
    const read = one.machine(more).get("credential", "r");
    return read.catch((error) => (error instanceof FobError ? error.code : error));
  }
  const copy = copyText("t", new Date(start + 60 * minute));

  it.each<readonly [string, (one: ReturnType<typeof world>) => Promise<unknown> | unknown, object, string]>([
    ["nothing", () => {}, {}, copy],
    ["14 minutes", ({ later }) => later(14 * minute), {}, copy],
    ["15 minutes", ({ later }) => later(15 * minute), {}, gone],
    ["a clock set back", ({ later }) => later(-1), {}, gone],
    ["a call that does not ask for it", () => {}, { allowed: false }, gone],
    ["another database", () => {}, { place: "runner@fob at other:5432" }, gone],
    ["a machine with another key", () => {}, { key: randomBytes(32).toString("hex") }, gone],
    [
      "a write of this machine's",
      (one) => one.machine({ allowed: false }).put("credential", "r", () => ""),
      {},
      gone,
    ],
    ["a deletion", (one) => one.machine({ allowed: false }).delete("credential", "r"), {}, gone],
    ["a read of the same version", (one) => one.machine({ allowed: false }).get("credential", "r"), {}, copy],
    [
      "a read of another version",
      async (one) => {
        one.rows.set("credential r", { text: slotsText("u"), version: "8" });
        await one.machine({ allowed: false }).get("credential", "r");
      },
      {},
      gone,
    ],
    [
      "a read that finds it gone",
      async (one) => {
        one.rows.clear();
        await one.machine({ allowed: false }).get("credential", "r");
      },
      {},
      gone,
    ],
    [
      "a read of another version that asks for a copy",
      async (one) => {
        one.rows.set("credential r", { text: slotsText("u"), version: "8" });
        await one.machine().get("credential", "r");
      },
      {},
      copyText("u"),
    ],
    [
      "a read that finds it logged out",
      async (one) => {
        const text = encodeSlots("r", { active: null, pending: null, pendingRevoke: [] });
        one.rows.set("credential r", { text, version: "8" });
        await one.machine().get("credential", "r");
      },
      {},
      gone,
    ],
  ])("after %s", async (_, happens, more, expected) => {
    expect(await afterwards(happens, more)).toBe(expected);
  });

  it("is of no use once the token has expired", async () => {
    const one = world(folder);
    one.rows.set("credential r", { text: slotsText("t", new Date(start + 2 * minute)), version: "7" });
    await one.machine().get("credential", "r");
    one.state.fails = awayError();
    one.state.nowMs += 2 * minute - 1;
    expect(await one.machine().get("credential", "r")).toBe(copyText("t", new Date(start + 2 * minute)));
    one.state.nowMs += 1;
    expect(await refusalOf(one.machine().get("credential", "r"))).toEqual([
      gone,
      9,
      "The database fails: it does not answer. This machine keeps no copy that is fresh enough.",
    ]);
  });

  it.each<readonly [string, FobError]>([
    ["refused", new FobError("store_unavailable", "it refuses this login")],
    ["sealed with another key", new FobError("store_key", "it uses another key")],
    ["locked", new FobError("lock_timeout", "waited too long", { retryable: true })],
  ])("is not used where the database is there: %s", async (_, fails) => {
    const one = world(folder);
    one.rows.set("credential r", { text: slotsText("t"), version: "7" });
    await one.machine().get("credential", "r");
    one.state.fails = fails;
    expect(await refusalOf(one.machine().get("credential", "r"))).toEqual([
      fails.code,
      fails.exit,
      fails.message,
    ]);
  });

  it("does not open under another name or time", async () => {
    const one = world(folder);
    for (const ref of ["r", "s"])
      one.rows.set(`credential ${ref}`, {
        text: slotsText("t").replace('"ref":"r"', `"ref":"${ref}"`),
        version: "7",
      });
    const names = async (ref: string) => {
      await one.machine().get("credential", ref);
      return readdirSync(folder);
    };
    const closed = [gone, 9, "The database fails: it does not answer. This machine's copy does not open."];
    const [first = ""] = await names("r");
    const second = (await names("s")).find((name) => name !== first) ?? "";
    one.state.fails = awayError();
    const theirs = readFileSync(join(folder, second), "utf8");
    const mine = readFileSync(join(folder, first), "utf8");
    writeFileSync(join(folder, first), theirs);
    expect(await refusalOf(one.machine().get("credential", "r"))).toEqual(closed);
    writeFileSync(join(folder, first), mine.replace("10:15", "23:15"));
    expect(await refusalOf(one.machine().get("credential", "r"))).toEqual(closed);
    writeFileSync(join(folder, first), mine);
    expect(await one.machine().get("credential", "r")).toBe(copyText("t"));
  });

  it("asks the database once in a call, says so once, and does not look for names", async () => {
    const one = world(folder);
    one.rows.set("credential r", { text: slotsText("t"), version: "7" });
    one.rows.set("profile p", { text: "record", version: "3" });
    for (const kind of ["profile", "credential"] as const)
      await one.machine().get(kind, kind === "profile" ? "p" : "r");
    one.state.fails = awayError();
    one.state.asked = 0;
    const machine = one.machine();
    one.state.nowMs += 3 * minute;
    expect(await machine.get("profile", "p")).toBe("record");
    expect(await machine.get("credential", "r")).toBe(copyText("t"));
    expect(one.state.asked).toBe(1);
    expect(one.warnings).toEqual([
      {
        code: "offline_copy",
        message:
          "The shared database is away; this machine's copy of the login is used. It is 3 min old and ends 2026-11-22T10:15:00.000Z.",
      },
    ]);
    await expect(one.machine().list("profile")).rejects.toMatchObject({
      details: { hint: "Name the login whose copy is to be used: --profile NAME" },
    });
  });

  it("removes the copies of others whose time is over, and fails nothing where none can be kept", async () => {
    const one = world(folder);
    for (const ref of ["r", "s"])
      one.rows.set(`credential ${ref}`, {
        text: slotsText("t").replace('"ref":"r"', `"ref":"${ref}"`),
        version: "7",
      });
    await one.machine().get("credential", "r");
    one.state.nowMs += 16 * minute;
    await one.machine().get("credential", "s");
    expect(readdirSync(folder)).toHaveLength(1);
    rmSync(folder, { recursive: true });
    symlinkSync("/", folder);
    expect(await one.machine().get("credential", "r")).toBe(slotsText("t"));
    expect(one.warnings.map(({ code }) => code)).toEqual(["offline_copy_failed"]);
  });
});
