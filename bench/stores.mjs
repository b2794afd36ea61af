import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "./sandbox.mjs";
import { isInstalled, startKeyring, startPostgres } from "./servers.mjs";
import { measure } from "./timer.mjs";

export const title = "stores";

const program = join(import.meta.dirname, "../bin/fob.js");

/** What a token costs a script from each store: `fob token print` as a whole process, beside an empty program. */
export async function run(rounds) {
  const folder = mkdtempSync(join(tmpdir(), "fob-bench-"));
  const key = join(folder, "key");
  const { PATH } = process.env;
  writeFileSync(
    key,
    execFileSync(process.execPath, [program, "store", "key"], { env: { PATH, HOME: folder } }),
    {
      mode: 0o600,
    },
  );
  const keyEnv = { PATH, HOME: folder, FOB_STORE_KEY_FILE: key };
  const [sandbox, keyring, postgres] = [
    await startSandbox(program),
    await startKeyring(),
    await startPostgres(program, keyEnv),
  ];
  try {
    const stores = [
      ["file", { env: keyEnv }],
      ["keychain", keyring],
      ["postgres", postgres],
    ];
    const empty = join(folder, "empty.cjs");
    writeFileSync(empty, "");
    const rows = [{ name: "node empty.cjs", env: { PATH }, command: [process.execPath, empty] }];
    for (const [store, server] of stores) rows.push(rowOf(store, server, folder, sandbox));
    const missing = rows.filter((row) => "skipped" in row);
    const known = rows.filter((row) => !("skipped" in row));
    return [...(await measure([...known, ...peersOf(keyring, postgres)], rounds)), ...missing];
  } finally {
    sandbox.stop();
    await keyring.stop?.();
    postgres.stop?.();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each store has a home of its own, and one login in it. */
function rowOf(store, server, folder, { logIn }) {
  const name = `fob token print, ${store}`;
  if (server.missing !== undefined) return { name, skipped: server.missing };
  const home = join(folder, store);
  mkdirSync(home);
  const env = { ...server.env, FOB_STORE: store, FOB_CONFIG_DIR: home };
  logIn(env);
  return { name, env, command: [process.execPath, program, "token", "print"] };
}

/** What reads the same bytes, and nothing of what they mean. */
function peersOf(keyring, postgres) {
  const secretTool = ["secret-tool", "lookup", "service", "fob"];
  const psql = ["psql", "-XAt", "-c", "SELECT sealed FROM fob.entry", postgres.env?.FOB_STORE_URL];
  return [
    [keyring, secretTool, "secret-tool lookup"],
    [postgres, psql, "psql -c SELECT"],
  ]
    .filter(([server, [tool]]) => server.missing === undefined && isInstalled(tool))
    .map(([{ env }, command, name]) => ({ name, env, command }));
}
