import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "./sandbox.mjs";
import { isInstalled } from "./servers.mjs";

const program = join(import.meta.dirname, "../bin/fob.js");

/** A loopback Productive with so many more sessions, a login at it, and its rate limit off. */
export async function withSessions(count, work) {
  const home = mkdtempSync(join(tmpdir(), "fob-bench-"));
  const { url, logIn, stop } = await startSandbox(program, ["--sessions", String(count)]);
  try {
    const key = join(home, "key");
    const env = { PATH: process.env.PATH, HOME: home, FOB_STORE: "file", FOB_STORE_KEY_FILE: key };
    const fob = (args, more = {}) => execFileSync(process.execPath, [program, ...args], { env, ...more });
    writeFileSync(key, fob(["store", "key"]), { mode: 0o600 });
    logIn(env, ["--set", "rateLimit=off"]);
    const headers = join(home, "headers");
    const token = fob(["token", "print"], { stdio: ["ignore", "pipe", "ignore"] });
    writeFileSync(headers, `X-Auth-Token: ${token}`, { mode: 0o600 });
    return await work({ home, url, env, headers, fob, shell: shellIn(env) });
  } finally {
    stop();
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
  return tools.filter((tool) => !isInstalled(tool));
}

export function idsIn(lines) {
  const rows = lines.toString().trimEnd().split("\n").slice(0, -1).map(JSON.parse);
  return rows.filter(({ current }) => !current).map(({ id }) => id);
}
