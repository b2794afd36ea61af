import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "./sandbox.mjs";
import { isInstalled, startKeyring } from "./servers.mjs";
import { measure } from "./timer.mjs";

export const title = "start";

const program = join(import.meta.dirname, "../bin/fob.js");

/** What a script feels: a short command as a whole process, beside an empty program of the same node. */
export async function run(rounds) {
  const home = mkdtempSync(join(tmpdir(), "fob-bench-"));
  const [sandbox, keyring] = [await startSandbox(program), await startKeyring()];
  try {
    const env = prepare(home, sandbox);
    const empty = join(home, "empty.cjs");
    writeFileSync(empty, "");
    const rows = [
      { name: "node empty.cjs", env, command: [process.execPath, empty] },
      ...["--version", "whoami --offline", "token print", "--help", "whoami"].map((line) =>
        fobRow(line, env),
      ),
      ...fromKeychain(home, keyring, sandbox),
      ...peers(env),
    ];
    const missing = rows.filter((row) => "skipped" in row);
    return [
      ...(await measure(
        rows.filter((row) => !("skipped" in row)),
        rounds,
      )),
      ...missing,
    ];
  } finally {
    sandbox.stop();
    await keyring.stop?.();
    rmSync(home, { recursive: true, force: true });
  }
}

function fobRow(line, env) {
  return { name: `fob ${line}`, env, command: [process.execPath, program, ...line.split(" ")] };
}

/** In a session bus of its own. */
function fromKeychain(home, { missing: skipped, env }, { logIn }) {
  const [name, peer] = ["fob token print, keychain", "secret-tool lookup"];
  if (skipped !== undefined) return [name, peer].map((row) => ({ name: row, skipped }));
  const own = { ...env, FOB_STORE: "keychain", FOB_CONFIG_DIR: join(home, "keychain") };
  mkdirSync(own.FOB_CONFIG_DIR);
  logIn(own);
  const lookup = { name: peer, env: own, command: ["secret-tool", "lookup", "service", "fob"] };
  return [{ ...fobRow("token print", own), name }, lookup];
}

function prepare(home, { logIn }) {
  const { PATH } = process.env;
  const key = join(home, "key");
  const env = { PATH, HOME: home, FOB_STORE: "file", FOB_STORE_KEY_FILE: key };
  writeFileSync(key, execFileSync(process.execPath, [program, "store", "key"], { env }), { mode: 0o600 });
  logIn(env);
  // gh answers from its own file, without a network.
  mkdirSync(join(home, ".config/gh"), { recursive: true });
  writeFileSync(join(home, ".config/gh/hosts.yml"), "github.com:\n  oauth_token: made-up\n  user: ada\n");
  return env;
}

function peers(env) {
  const known = [
    ["gh", "auth", "token"],
    ["npm", "config", "get", "registry"],
  ];
  return known.map((command) => {
    const name = command.join(" ");
    return isInstalled(command[0]) ? { name, env, command } : { name, skipped: "it is not installed" };
  });
}
