import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { plainLogin, withWorld } from "../e2e/world.ts";
import { builtProgram } from "../support/built-program.ts";
import { cleanEnv } from "../support/cli.ts";
import { keyringMissing, startKeyring } from "../support/keyring.ts";
import { itNeeds } from "../support/needs.ts";
import { tempFolder } from "../support/temp-folder.ts";

/** Told at the end, on a descriptor of its own: the program's files, and node's modules that a bare start has not. */
const probe = `
const before = new Set(process.moduleLoadList);
const { basename } = require("node:path");
process.on("exit", () => {
  const files = Object.keys(require.cache).slice(1).map((name) => basename(name).replace(/-[\\w-]{8}\\.cjs$/, ""));
  const builtins = process.moduleLoadList.filter((name) => !before.has(name) && name.startsWith("NativeModule "));
  const own = builtins.map((name) => name.slice(13)).filter((name) => !name.startsWith("internal/"));
  require("node:fs").writeSync(3, JSON.stringify({ files, builtins: own }));
});
`;

function loads(args: readonly string[], home: string, env: Readonly<Record<string, string>>) {
  const hook = join(tempFolder("fob-probe-"), "probe.cjs");
  writeFileSync(hook, probe);
  const { output, status } = spawnSync(process.execPath, ["-r", hook, builtProgram(), ...args], {
    cwd: home,
    env: cleanEnv(home, env),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  return { status, ...JSON.parse(output[3] ?? "") };
}

const quick = ["fob.js", "main.cjs"];
const program = [...quick, "program.cjs"];

// What a short command loads is what it costs: each file a hundredth of a bare start, `crypto` or `net` a tenth.
it("a short command loads as little as it can", async () => {
  await withWorld(async ({ home, env, login }) => {
    await login("productive");
    for (const line of ["--version", "--help", "whoami --offline", "whoami --offline --json -p productive"]) {
      expect({ line, ...loads(line.split(" "), home, env) }).toEqual({
        line,
        status: 0,
        files: quick,
        builtins: [],
      });
    }
    // The audit log is there from now on.
    loads(["token", "print"], home, env);
    const print = loads(["token", "print"], home, env);
    expect(print.files).toEqual([...quick, "quick-token.cjs"]);
    expect(print.builtins.filter((name: string) => !/stream|string_decoder/.test(name))).toEqual(["crypto"]);
    const header = loads(["token", "print", "--format", "header"], home, env);
    expect(header.files).toEqual([...program, "login", "productive", "file-store", "audit"]);
    expect(loads(["profile", "list"], home, env)).toEqual({
      status: 0,
      files: [...program, "profile-list", "profile-json"],
      builtins: [],
    });
  });
});

itNeeds(keyringMissing(), "a token from the keychain loads what speaks D-Bus, and no more", async () => {
  const keyring = await startKeyring();
  const { DBUS_SESSION_BUS_ADDRESS = "", XDG_RUNTIME_DIR = "" } = keyring.env;
  const env = { DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR, FOB_STORE: "keychain" };
  try {
    await withWorld(async ({ home, sandbox, fob }) => {
      const { args, stdin } = plainLogin(sandbox, "productive");
      await fob(args, { stdin, env });
      const { status, files, builtins } = loads(["token", "print"], home, env);
      expect({ status, files }).toEqual({
        status: 0,
        files: [...quick, "quick-token.cjs", "quick-keyring.cjs"],
      });
      // The channels are there from the start on Node 26.
      const own = builtins.filter(
        (name: string) => !/stream|string_decoder|timers|diagnostics_channel/.test(name),
      );
      expect(own.sort()).toEqual(["crypto", "net"]);
    });
  } finally {
    await keyring.stop();
  }
});
