import {
  chmodSync,
  copyFileSync,
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
import { isFobError } from "../../../../src/core/errors.ts";
import { createRedactor } from "../../../../src/core/redactor.ts";
import { Secret } from "../../../../src/core/secret.ts";
import type { CredentialStore } from "../../../../src/core/store.ts";
import { randomKey } from "../../../../src/platform/random.ts";
import { encodeSlots } from "../../../../src/platform/stores/envelope.ts";
import { openFileStore } from "../../../../src/platform/stores/file/file-store.ts";
import { active, plain, plainRead } from "../../../contract/credential-values.ts";
import { refusalOf } from "../../../support/refusal.ts";
import { sealedBy } from "./independent.ts";

const key = Buffer.from("0123456789abcdef0123456789abcdef");
const base64 = key.toString("base64");
const howTo =
  "Set FOB_STORE_KEY_FILE to a file that holds a key, or FOB_STORE_KEY to the key; fob store key makes one.";
let configDir: string;
let path: string;

beforeEach(() => {
  configDir = mkdtempSync(join(tmpdir(), "fob-store-"));
  path = join(configDir, "secrets", "r1.enc");
});
afterEach(() => rmSync(configDir, { recursive: true }));

function open(env: Record<string, string>, askPassphrase?: () => Promise<Secret>): CredentialStore {
  return openFileStore({ configDir, env, keep: (text) => new Secret(text), askPassphrase });
}

function withKey(text = base64): CredentialStore {
  return open({ FOB_STORE_KEY: text });
}

function header(): Record<string, unknown> {
  const { v, kdf, N, r, p } = JSON.parse(readFileSync(path, "utf8"));
  return { v, kdf, N, r, p };
}

describe("the file", () => {
  it("is 0600 in a folder of 0700, holds a header and nothing in clear", async () => {
    await withKey().write("r1", active("canary-token"));
    const text = readFileSync(path, "utf8");
    expect(Object.keys(JSON.parse(text))).toEqual(["v", "kdf", "salt", "nonce", "ciphertext"]);
    expect(text).not.toContain("canary");
    expect(text).not.toContain(Buffer.from("canary").toString("base64").slice(0, 6));
    const modes = [path, join(configDir, "secrets"), configDir].map((of) => statSync(of).mode & 0o777);
    expect(modes).toEqual([0o600, 0o700, 0o700]);
  });

  it("is never twice the same: salt and nonce are new with each write", async () => {
    const store = withKey();
    const seen = new Set<string>();
    for (let n = 0; n < 20; n++) {
      await store.write("r1", active("t-1"));
      const { salt, nonce } = JSON.parse(readFileSync(path, "utf8"));
      seen.add(salt).add(nonce);
    }
    expect(seen.size).toBe(40);
  });

  it("that another program wrote by the same description is read", async () => {
    await withKey().write("other", active("t-0"));
    writeFileSync(path, sealedBy(key, "r1", encodeSlots("r1", active("t-1"))));
    expect(await plainRead(withKey(), "r1")).toEqual(plain(active("t-1")));
  });

  it("under another name does not open", async () => {
    const store = withKey();
    await store.write("r1", active("t-1"));
    copyFileSync(path, join(configDir, "secrets", "r2.enc"));
    expect((await refusalOf(store.read("r2"))).slice(0, 2)).toEqual(["store_key", 9]);
  });

  it("that is damaged takes no other with it (F5)", async () => {
    const store = withKey();
    await store.write("r1", active("t-1"));
    await store.write("r2", active("t-2"));
    writeFileSync(path, "");
    expect((await refusalOf(store.read("r1"))).slice(0, 2)).toEqual(["local_io", 10]);
    expect(await plainRead(store, "r2")).toEqual(plain(active("t-2")));
    expect(await store.check()).toEqual({ kind: "works" });
  });

  it("that is a symbolic link is neither read nor written (F7)", async () => {
    await withKey().write("r2", active("t-2"));
    symlinkSync(join(configDir, "secrets", "r2.enc"), path);
    expect((await refusalOf(withKey().read("r1"))).slice(0, 2)).toEqual(["unsafe_file", 13]);
    expect((await refusalOf(withKey().write("r1", active("t-1")))).slice(0, 2)).toEqual(["unsafe_file", 13]);
  });
});

describe("what cannot be understood is neither read nor overwritten (F5)", () => {
  const sealed = JSON.parse(sealedBy(key, "r1", encodeSlots("r1", active("t-1"))));
  const scrypt = { ...sealed, kdf: "scrypt", N: 2 ** 17, r: 8, p: 1 };
  const damaged = "is damaged; it was left as it is.";
  const rows: [string, string, string][] = [
    ["empty", "", damaged],
    ["half of it", JSON.stringify(sealed).slice(0, 80), damaged],
    ["binary", "\u0000\u0001\ufffd", damaged],
    ["a list", "[]", damaged],
    ["no version", JSON.stringify({ ...sealed, v: undefined }), damaged],
    ["version 0", JSON.stringify({ ...sealed, v: 0 }), damaged],
    [
      "a newer version",
      JSON.stringify({ ...sealed, v: 2 }),
      "was written by a newer fob; it was left as it is.",
    ],
    ["another way to derive the key", JSON.stringify({ ...sealed, kdf: "md5" }), damaged],
    ["a short salt", JSON.stringify({ ...sealed, salt: "AAAA" }), damaged],
    [
      "a nonce of 16 bytes",
      JSON.stringify({ ...sealed, nonce: Buffer.alloc(16).toString("base64") }),
      damaged,
    ],
    ["a nonce that is no base64", JSON.stringify({ ...sealed, nonce: "*".repeat(16) }), damaged],
    ["a ciphertext shorter than its tag", JSON.stringify({ ...sealed, ciphertext: "AAAA" }), damaged],
    ["no cost", JSON.stringify({ ...scrypt, N: undefined }), damaged],
    ["a cost of no memory", JSON.stringify({ ...scrypt, N: 2 }), damaged],
    ["a cost that is no power of two", JSON.stringify({ ...scrypt, N: 100_000 }), damaged],
    ["a cost of 1 GiB", JSON.stringify({ ...scrypt, N: 2 ** 20 }), damaged],
    ["a cost of hours", JSON.stringify({ ...scrypt, p: 2 ** 20 }), damaged],
    ["a negative cost", JSON.stringify({ ...scrypt, r: -8 }), damaged],
  ];
  it.each(rows)("%s", async (_, text, why) => {
    const store = withKey();
    await store.write("r1", active("t-0"));
    writeFileSync(path, text);
    const expected = ["local_io", 10, `${path} ${why}`];
    expect(await refusalOf(store.read("r1"))).toEqual(expected);
    expect(await refusalOf(store.write("r1", active("t-1")))).toEqual(expected);
    expect(readFileSync(path, "utf8")).toBe(text);
    expect(readdirSync(join(configDir, "secrets"))).toEqual(["r1.enc"]);
    expect(await store.delete("r1")).toBe(true);
  });

  it.each(["salt", "nonce", "ciphertext"])(
    "one bit of the %s: perhaps the key, perhaps damage",
    async (part) => {
      const bytes = Buffer.from(sealed[part], "base64");
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      const text = JSON.stringify({ ...sealed, [part]: bytes.toString("base64") });
      await expectOther(
        text,
        "the store key is not the one that it was written with, or the file is damaged",
      );
    },
  );

  it("another key", async () => {
    const text = sealedBy(Buffer.alloc(32), "r1", encodeSlots("r1", active("t-1")));
    await expectOther(text, "the store key is not the one that it was written with, or the file is damaged");
  });

  it("a passphrase's file, with a random key", async () => {
    const cost = { v: 1, kdf: "scrypt", N: 2 ** 14, r: 8, p: 1 };
    const text = sealedBy(Buffer.from("x"), "r1", encodeSlots("r1", active("t-1")), cost);
    await expectOther(text, "it was written with a passphrase, and the store key is a random key");
  });

  async function expectOther(text: string, why: string): Promise<void> {
    const store = withKey();
    await store.write("r1", active("t-0"));
    writeFileSync(path, text);
    const expected = ["store_key", 9, `${path} cannot be opened: ${why}. It was left as it is.`];
    expect(await refusalOf(store.read("r1"))).toEqual(expected);
    expect(await refusalOf(store.write("r1", active("t-1")))).toEqual(expected);
    expect(readFileSync(path, "utf8")).toBe(text);
  }
});

describe("the key", () => {
  it.each([
    ["base64", base64],
    ["base64 without padding", base64.replace("=", "")],
    ["base64url", Buffer.alloc(33, 0xff).toString("base64url")],
    ["hexadecimal", key.toString("hex")],
    ["upper-case hexadecimal", key.toString("hex").toUpperCase()],
    ["what fob store key prints", randomKey()],
  ])("that is %s is used as it is", async (_, text) => {
    await withKey(text).write("r1", active("t-1"));
    expect(header()).toEqual({ v: 1, kdf: "hkdf" });
    expect(await plainRead(withKey(text), "r1")).toEqual(plain(active("t-1")));
  });

  it("is the same bytes in base64 and in hexadecimal", async () => {
    await withKey(base64).write("r1", active("t-1"));
    expect(await plainRead(withKey(key.toString("hex")), "r1")).toEqual(plain(active("t-1")));
  });

  it.each([
    ["31 bytes in base64", Buffer.alloc(31).toString("base64")],
    ["31 bytes in hexadecimal", "00".repeat(31)],
    ["words", "correct horse battery staple correct horse battery staple"],
    ["base64 in two lines", `${base64}\n${base64}`],
  ])("that is %s is a passphrase, slow on purpose", async (_, text) => {
    await withKey(text).write("r1", active("t-1"));
    expect(header()).toEqual({ v: 1, kdf: "scrypt", N: 131_072, r: 8, p: 1 });
  });

  it("from a passphrase has one salt in a run, so that a check and two logins wait for it once", async () => {
    const store = withKey("some words");
    expect(await store.check()).toEqual({ kind: "works" });
    for (const ref of ["r1", "r2"]) {
      await store.write(ref, active("t-1"));
      await store.read(ref);
    }
    const salts = ["r1", "r2"].map(
      (ref) => JSON.parse(readFileSync(join(configDir, "secrets", `${ref}.enc`), "utf8")).salt,
    );
    expect(new Set(salts).size).toBe(1);
  });

  it("from a passphrase gets the present cost, whatever the file that it replaces had", async () => {
    const store = withKey("some words");
    const cost = { v: 1, kdf: "scrypt", N: 2 ** 14, r: 8, p: 1 };
    await store.check();
    writeFileSync(path, sealedBy(Buffer.from("some words"), "r1", encodeSlots("r1", active("t-0")), cost));
    await store.write("r1", active("t-1"));
    expect(header()).toEqual({ v: 1, kdf: "scrypt", N: 131_072, r: 8, p: 1 });
  });

  it("in a file wins over the variable, and loses but its last newline", async () => {
    const file = join(configDir, "key");
    writeFileSync(file, `${base64}\n`, { mode: 0o600 });
    await open({ FOB_STORE_KEY_FILE: file, FOB_STORE_KEY: "other" }).write("r1", active("t-1"));
    expect(await plainRead(withKey(), "r1")).toEqual(plain(active("t-1")));
    writeFileSync(file, `${base64}\n\n`, { mode: 0o600 });
    const refused = await refusalOf(open({ FOB_STORE_KEY_FILE: file }).read("r1"));
    expect(refused.slice(0, 2)).toEqual(["store_key", 9]);
  });

  it.each([
    [0o600, null],
    [0o400, null],
    [0o640, "0640"],
    [0o604, "0604"],
    [0o644, "0644"],
    [0o620, "0620"],
    [0o601, "0601"],
  ])("in a file of mode %o is refused where that opens it to others", async (mode, told) => {
    const file = join(configDir, "key");
    writeFileSync(file, base64);
    chmodSync(file, mode);
    const store = open({ FOB_STORE_KEY_FILE: file });
    if (told === null) expect(await store.check()).toEqual({ kind: "works" });
    else {
      const message = `${file} is open to other users (mode ${told}).`;
      expect((await refusalOf(store.check())).slice(0, 3)).toEqual(["unsafe_file", 13, message]);
    }
    expect(statSync(file).mode & 0o777).toBe(mode);
  });

  it("in a file behind a link is refused", async () => {
    const file = join(configDir, "key");
    writeFileSync(file, base64, { mode: 0o600 });
    symlinkSync(file, join(configDir, "link"));
    const linked = open({ FOB_STORE_KEY_FILE: join(configDir, "link") });
    expect((await refusalOf(linked.check())).slice(0, 2)).toEqual(["unsafe_file", 13]);
  });

  it("is asked for once where nothing else gives it", async () => {
    let asked = 0;
    const ask = async (): Promise<Secret> => {
      asked++;
      return new Secret("some words");
    };
    const store = open({ FOB_STORE_KEY: "" }, ask);
    expect(await store.read("r1")).toEqual({ kind: "absent" });
    expect(asked).toBe(0);
    await store.write("r1", active("t-1"));
    expect(await plainRead(store, "r1")).toEqual(plain(active("t-1")));
    expect(asked).toBe(1);
    expect(await plainRead(withKey("some words"), "r1")).toEqual(plain(active("t-1")));
  });

  it("is told to the redactor", async () => {
    const { keep, redact } = createRedactor();
    await openFileStore({ configDir, env: { FOB_STORE_KEY: base64 }, keep }).check();
    expect(redact(`key ${base64}.`)).toBe("key [secret].");
  });
});

describe("without a key", () => {
  const file = (): string => join(configDir, "key");
  const rows: [string, (at: string) => Record<string, string>, (at: string) => string][] = [
    ["nothing is set", () => ({}), () => "There is no key for the encrypted file store."],
    [
      "both variables are empty",
      () => ({ FOB_STORE_KEY_FILE: "", FOB_STORE_KEY: "" }),
      () => "There is no key for the encrypted file store.",
    ],
    [
      "the file does not exist",
      (at) => ({ FOB_STORE_KEY_FILE: `${at}-no`, FOB_STORE_KEY: base64 }),
      (at) => `FOB_STORE_KEY_FILE names ${at}-no, which does not exist.`,
    ],
    [
      "the file is empty",
      (at) => ({ FOB_STORE_KEY_FILE: at }),
      (at) => `FOB_STORE_KEY_FILE names ${at}, which is empty.`,
    ],
  ];
  it.each(rows)("(%s) what is stored is unavailable, stays, and can be deleted", async (_, env, missing) => {
    await withKey().write("r1", active("t-1"));
    writeFileSync(file(), "\n", { mode: 0o600 });
    const store = open(env(file()));
    const unavailable = { kind: "unavailable", reason: `${missing(file())} ${howTo}` };
    expect(await store.check()).toEqual(unavailable);
    expect(await store.read("r1")).toEqual(unavailable);
    expect(await store.read("r2")).toEqual({ kind: "absent" });
    const error: unknown = await store.write("r1", active("t-2")).catch((thrown: unknown) => thrown);
    if (!isFobError(error)) throw error;
    expect([error.code, error.exit, error.message, error.details.hint]).toEqual([
      "store_key",
      9,
      missing(file()),
      howTo,
    ]);
    expect(await plainRead(withKey(), "r1")).toEqual(plain(active("t-1")));
    expect(await store.delete("r1")).toBe(true);
  });
});

it.each(["", "a/b", "../x", "a b"])("takes no ref like %j", async (ref) => {
  expect((await refusalOf(withKey().write(ref, active("t-1"))))[0]).toBe("bug");
  expect((await refusalOf(withKey().read(ref)))[0]).toBe("bug");
});

it("makes keys of 32 random bytes", () => {
  const keys = Array.from({ length: 50 }, randomKey);
  expect(new Set(keys).size).toBe(50);
  for (const made of keys) expect(Buffer.from(made, "base64").length).toBe(32);
});
