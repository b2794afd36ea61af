import { linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tempName } from "../../../src/platform/files/temp.ts";
import { claim, markOf, release, removeFormer } from "../../../src/platform/lock/claim.ts";
import type { Holder } from "../../../src/platform/lock/lock-file.ts";
import { encodeHolder, newHolder } from "../../../src/platform/lock/lock-file.ts";
import { thisProcess } from "../../../src/platform/process-id.ts";
import { wholeRefusal } from "../../support/refusal.ts";

let dir: string;
let path: string;
const me = newHolder(thisProcess());
const another: Holder = { ...me, nonce: "a".repeat(24) };
/** Beyond the largest pid that Linux gives out (PID_MAX_LIMIT). */
const nobody = 2 ** 22 + 1;
const dead: Holder = { ...me, pid: nobody, nonce: "d".repeat(24) };

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "fob-claim-"));
  path = join(dir, "work.lock");
});
afterEach(() => rmSync(dir, { recursive: true }));

const put = (holder: Holder, at = path) => writeFileSync(at, encodeHolder(holder), { mode: 0o600 });

/** The names in the folder, and whose each is. */
function found(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(dir).map((name) => [name, JSON.parse(readFileSync(join(dir, name), "utf8")).nonce]),
  );
}

describe("a claim", () => {
  it("makes the lock ours where there is none, and leaves nothing besides", () => {
    expect(claim(path, me)).toBe("ours");
    expect(found()).toEqual({ "work.lock": me.nonce });
    release(path, me);
    expect(found()).toEqual({});
  });

  it("finds a live holder", () => {
    put(another);
    expect(claim(path, me)).toEqual(another);
    release(path, me);
    expect(found()).toEqual({ "work.lock": another.nonce });
  });

  it("finds a file that is no lock", () => {
    writeFileSync(path, "?");
    expect(claim(path, me)).toBe("garbled");
    release(path, me);
    expect(readdirSync(dir)).toEqual(["work.lock"]);
  });

  it("takes over from the dead, and leaves nothing besides", () => {
    put(dead);
    expect(claim(path, me)).toBe("ours");
    expect(found()).toEqual({ "work.lock": me.nonce });
  });

  it("takes over from the dead who took over from the dead", () => {
    put(dead);
    put({ ...dead, nonce: "e".repeat(24) }, `${path}.${dead.nonce}`);
    expect(claim(path, me)).toBe("ours");
    expect(found()).toEqual({ "work.lock": me.nonce });
  });

  it("leaves a dead one to who is taking over", () => {
    put(dead);
    put(another, `${path}.${dead.nonce}`);
    expect(claim(path, me)).toEqual(another);
    expect(found()).toEqual({ "work.lock": dead.nonce, [`work.lock.${dead.nonce}`]: another.nonce });
  });
});

describe("a claim that others are quicker than", () => {
  it("finds the lock made between its look and its link", () => {
    const late = (temp: string, name: string) => {
      put(another, name);
      linkSync(temp, name);
    };
    expect(claim(path, me, late)).toBe("raced");
    expect(found()).toEqual({ "work.lock": another.nonce });
  });

  it("finds the dead one replaced when it has the right to replace it", () => {
    put(dead);
    const late = (temp: string, name: string) => {
      linkSync(temp, name);
      put(another);
    };
    expect(claim(path, me, late)).toBe("raced");
    expect(found()).toEqual({ "work.lock": another.nonce });
  });

  it("finds the dead one gone, and replaces nothing", () => {
    put(dead);
    const late = (temp: string, name: string) => {
      linkSync(temp, name);
      rmSync(path);
    };
    expect(claim(path, me, late)).toBe("raced");
    expect(found()).toEqual({});
  });
});

describe("a claim that the system refuses", () => {
  const fails = (error: unknown) => () => {
    throw error;
  };
  const answers = (code: string) => fails(Object.assign(new Error(code), { code }));

  it.each(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"])("%s: there are no hard links", (code) => {
    expect(wholeRefusal(() => claim(path, me, answers(code)))).toEqual([
      "local_io",
      `Cannot lock ${path}: the file system has no hard links.`,
      { hint: "Name a folder on another file system with --config-dir or FOB_CONFIG_DIR." },
    ]);
    expect(found()).toEqual({});
  });

  it("EIO: says what the system says", () => {
    expect(wholeRefusal(() => claim(path, me, answers("EIO")))).toEqual([
      "local_io",
      `Cannot lock ${path}: the disk reports an error.`,
      { hint: "Put it right, then run the same command again." },
    ]);
    expect(found()).toEqual({});
  });

  it("passes on what is no answer of the system", () => {
    const bug = new TypeError("a bug");
    expect(() => claim(path, me, fails(bug))).toThrow(bug);
  });

  it("says that there is no folder for it", () => {
    const lost = join(dir, "lost", "work.lock");
    expect(wholeRefusal(() => claim(lost, me))).toEqual([
      "local_io",
      `Cannot lock ${lost}: a part of the path does not exist.`,
      { hint: "Put it right, then run the same command again." },
    ]);
    expect(() => release(join(path, "x"), me)).not.toThrow();
  });
});

describe("what died in a take-over", () => {
  const [one, two] = ["0123456789abcdef01234567", "f".repeat(24)];
  const other = basename(tempName("work.lock"));
  it.each([
    [`work.lock.${one}`, "goes"],
    [`work.lock.${one}.${two}`, "goes"],
    [`work.lock.${one}.${two}.${one}`, "goes"],
    [other.replace(/\.\d+-\d+-/, `.${nobody}-1-`), "goes"],
    [other, "stays"],
    ["work.lock", "stays"],
    [`work.lock.${one.slice(1)}`, "stays"],
    [`work.lock.x${one}`, "stays"],
    [`work.lock.${one}x`, "stays"],
    [`work.lock.${one}.`, "stays"],
    [`work.lock.${one}.${two.slice(1)}`, "stays"],
    [`work.lock.${"g".repeat(24)}`, "stays"],
    ["work.lock.x", "stays"],
    [`home.lock.${one}`, "stays"],
    [one, "stays"],
  ])("%s %s", (name, fate) => {
    writeFileSync(join(dir, name), "");
    removeFormer(path);
    expect(readdirSync(dir)).toEqual(fate === "goes" ? [] : [name]);
  });
});

it("is told from another outcome by its holder, or by its name", () => {
  expect([another, "garbled", "raced", "ours", "absent"].map((outcome) => markOf(outcome as Holder))).toEqual(
    [another.nonce, "garbled", "raced", "ours", "absent"],
  );
});
