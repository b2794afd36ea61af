import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const program = join(import.meta.dirname, "../bin/fob.js");

/** A loopback Productive with so many more sessions, a login at it, and its rate limit off. */
export async function withSessions(count, work) {
  const home = mkdtempSync(join(tmpdir(), "fob-bench-"));
  const sandbox = spawn(process.execPath, [program, "sandbox", "--json", "--sessions", String(count)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  try {
    const url = await addressOf(sandbox);
    const key = join(home, "key");
    const env = { PATH: process.env.PATH, HOME: home, FOB_STORE: "file", FOB_STORE_KEY_FILE: key };
    const fob = (args, more = {}) => execFileSync(process.execPath, [program, ...args], { env, ...more });
    writeFileSync(key, fob(["store", "key"]), { mode: 0o600 });
    const who = ["--base-url", url, "--username", "ada@sandbox.example", "--password-stdin"];
    fob(["login", "productive", ...who, "--set", "rateLimit=off"], {
      input: "ada-sandbox-password",
      stdio: "pipe",
    });
    const headers = join(home, "headers");
    const token = fob(["token", "print"], { stdio: ["ignore", "pipe", "ignore"] });
    writeFileSync(headers, `X-Auth-Token: ${token}`, { mode: 0o600 });
    return await work({ home, url, env, headers, fob, shell: shellIn(env) });
  } finally {
    sandbox.kill();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Writes to /dev/null, so that nothing waits for who reads. */
function shellIn(env) {
  return (name, line) => ({ name, env, command: ["sh", "-c", `{ ${line}; } > /dev/null`] });
}

export const fobWords = `'${process.execPath}' '${program}'`;

/** The names of those that the machine does not have. */
export function lacking(...tools) {
  return tools.filter((tool) => spawnSync("sh", ["-c", `command -v ${tool}`]).status !== 0);
}

export function idsIn(lines) {
  const rows = lines.toString().trimEnd().split("\n").slice(0, -1).map(JSON.parse);
  return rows.filter(({ current }) => !current).map(({ id }) => id);
}

function addressOf({ stderr }) {
  return new Promise((resolve, reject) => {
    let said = "";
    stderr.on("data", (text) => {
      said += text;
      const url = /http:\/\/127\.0\.0\.1:\d+\/productive\/api\/v2/.exec(said)?.[0];
      if (url !== undefined) resolve(url);
    });
    stderr.on("end", () => reject(new Error(`The sandbox did not start: ${said}`)));
  });
}
