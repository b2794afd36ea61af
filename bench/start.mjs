import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "./sandbox.mjs";
import { measure } from "./timer.mjs";

export const title = "start";

const program = join(import.meta.dirname, "../bin/fob.js");

/** What a script feels: a short command as a whole process, beside an empty program of the same node. */
export async function run(rounds) {
  const home = mkdtempSync(join(tmpdir(), "fob-bench-"));
  const sandbox = await startSandbox(program);
  try {
    const env = prepare(home, sandbox);
    const empty = join(home, "empty.cjs");
    writeFileSync(empty, "");
    const fob = (line) => ({
      name: `fob ${line}`,
      env,
      command: [process.execPath, program, ...line.split(" ")],
    });
    return await measure(
      [
        { name: "node empty.cjs", env, command: [process.execPath, empty] },
        ...["--version", "whoami --offline", "token print", "--help", "whoami"].map(fob),
        ...peers(env),
      ],
      rounds,
    );
  } finally {
    sandbox.stop();
    rmSync(home, { recursive: true, force: true });
  }
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
  return known
    .filter(([name]) => spawnSync("sh", ["-c", `command -v ${name}`], { env }).status === 0)
    .map((command) => ({ name: command.join(" "), env, command }));
}
