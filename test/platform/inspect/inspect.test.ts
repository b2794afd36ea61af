import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inspectEnvironment } from "../../../src/platform/inspect/environment.ts";
import { inspectFiles } from "../../../src/platform/inspect/files.ts";
import { inspectLocks } from "../../../src/platform/inspect/locks.ts";
import { thisProcess } from "../../../src/platform/process-id.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fob-inspect-"));
  for (const name of ["profiles", "secrets", "locks"]) mkdirSync(join(folder, name), { mode: 0o700 });
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(name: string, text = "", mode = 0o600): void {
  writeFileSync(join(folder, name), text, { mode });
  chmodSync(join(folder, name), mode);
}

const short = (
  findings: readonly { status: string; subject: string; message: string; hint: string | null }[],
) =>
  findings.map(({ status, subject, message, hint }) =>
    `${status} ${subject}: ${message} [${hint}]`.replaceAll(folder, "DIR").replaceAll(hostname(), "HOST"),
  );

describe("the files of fob", () => {
  it("are well where they are closed to others, or not there", () => {
    put("profiles/a.json");
    const well = ["ok DIR: Everything there is yours alone. [null]"];
    expect(short(inspectFiles(folder))).toEqual(well);
    expect(short(inspectFiles(join(folder, "none")))).toEqual([
      "ok DIR/none: Everything there is yours alone. [null]",
    ]);
  });

  it.each<[string, () => void, string]>([
    [
      "a file that others can read",
      () => put("secrets/a.enc", "", 0o644),
      "warning DIR/secrets/a.enc: Other users can reach it; fob closes it when it uses it next. [chmod go-rwx 'DIR/secrets/a.enc']",
    ],
    [
      "a folder that others can enter",
      () => chmodSync(join(folder, "secrets"), 0o755),
      "warning DIR/secrets: Other users can reach it; fob closes it when it uses it next. [chmod go-rwx 'DIR/secrets']",
    ],
    [
      "a file in a folder of whatever name that others can read",
      () => {
        mkdirSync(join(folder, "made-up/inner"), { recursive: true, mode: 0o700 });
        put("made-up/inner/a", "", 0o644);
      },
      "warning DIR/made-up/inner/a: Other users can reach it; fob closes it when it uses it next. [chmod go-rwx 'DIR/made-up/inner/a']",
    ],
    [
      "folders without end",
      () => mkdirSync(join(folder, "1/2/3/4/5/6"), { recursive: true, mode: 0o700 }),
      "warning DIR/1/2/3/4/5: It cannot be looked into, or lies deeper than fob keeps anything. [See what is in it: ls -laR 'DIR/1/2/3/4/5']",
    ],
    [
      "a link where a folder should be",
      () => symlinkSync("/etc", join(folder, "audit")),
      "failed DIR/audit: It is no plain folder, so fob does not use it. [Look at it and move it away: ls -ld 'DIR/audit']",
    ],
    [
      "a file where a folder should be",
      () => put("audit"),
      "failed DIR/audit: It is no plain folder, so fob does not use it. [Look at it and move it away: ls -ld 'DIR/audit']",
    ],
    [
      "a link where a file should be",
      () => symlinkSync("/etc/passwd", join(folder, "profiles/a.json")),
      "failed DIR/profiles/a.json: It is no plain file, so fob does not use it. [Look at it and move it away: ls -ld 'DIR/profiles/a.json']",
    ],
    [
      "a file that was set aside",
      () => put("profiles/a.json.damaged-2026"),
      "warning DIR/profiles/a.json.damaged-2026: A damaged file that fob has set aside. [Look at it, then remove it.]",
    ],
  ])("are told of %s", (_, arrange, expected) => {
    arrange();
    expect(short(inspectFiles(folder))).toEqual([expected]);
  });
});

describe("the locks of fob", () => {
  const nonce = "0".repeat(24);
  const holder = (more = {}) => JSON.stringify({ v: 1, ...thisProcess(), nonce, ...more });

  it.each<[string, string | null, string]>([
    ["none", null, "ok locks: None stands in the way. [null]"],
    ["of a process that runs", holder(), `ok DIR/locks/a.lock: Process ${process.pid} holds it. [null]`],
    [
      "of a process that is gone",
      holder({ pid: 2 ** 22, start: "1" }),
      "ok DIR/locks/a.lock: Its holder is gone; the next fob takes it over. [null]",
    ],
    [
      "of another machine",
      holder({ host: "elsewhere\u001b" }),
      "warning DIR/locks/a.lock: Another machine or container holds it: elsewhere\\x1b. [If no other fob is running: rm 'DIR/locks/a.lock']",
    ],
    [
      "that cannot be read",
      "garbage",
      "failed DIR/locks/a.lock: It cannot be read, so nobody can tell whose it is. [If no other fob is running: rm 'DIR/locks/a.lock']",
    ],
  ])("%s", (_, text, expected) => {
    if (text !== null) put("locks/a.lock", text);
    expect(short(inspectLocks(folder))).toEqual([expected]);
  });
});

describe("the variables", () => {
  const versions = (node: string) => ({ ...process.versions, node });

  it.each<[string, Record<string, string>, string, readonly string[]]>([
    ["nothing set", {}, "20.18.1", []],
    ["more authorities on Node 20", { NODE_EXTRA_CA_CERTS: "x" }, "20.18.1", ["NODE_EXTRA_CA_CERTS"]],
    ["more authorities on a newer Node", { NODE_EXTRA_CA_CERTS: "x" }, "22.1.0", []],
    ["TLS switched off", { NODE_TLS_REJECT_UNAUTHORIZED: "0" }, "22.1.0", ["NODE_TLS_REJECT_UNAUTHORIZED"]],
    ["a token without its provider", { FOB_TOKEN: "t" }, "22.1.0", ["FOB_TOKEN"]],
    [
      "a token and a profile",
      { FOB_TOKEN: "t", FOB_PROVIDER: "p", FOB_PROFILE: "q" },
      "22.1.0",
      ["FOB_TOKEN"],
    ],
  ])("%s", (_, env, node, expected) => {
    const [first, ...others] = inspectEnvironment({ env, versions: versions(node) });
    expect(first).toEqual({
      check: "environment",
      subject: "node",
      status: "ok",
      message: `Node ${node}`,
      hint: null,
    });
    expect(others.map(({ subject, status }) => `${status} ${subject}`)).toEqual(
      expected.map((one) => `warning ${one}`),
    );
  });
});
