import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { type ProviderId, type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/index.ts";
import { type Called, type CallOptions, newHome, removeHome, runFob } from "./cli.ts";
import { type PostgresServer, startPostgres } from "./postgres.ts";

/** A machine of its own: its home, its key file, and what its runner is given. */
export interface Runner {
  readonly home: string;
  readonly keyFile: string;
  fob(args: readonly string[], options?: CallOptions): Promise<Called>;
}

export interface Runners {
  readonly server: PostgresServer;
  readonly sandbox: Sandbox;
  runner(env?: Readonly<Record<string, string>>): Runner;
  /** As who may make the tables. */
  admin(): Runner;
  login(one: Runner, provider: ProviderId, profile?: string): Promise<void>;
}

/** One server and one sandbox for the tests of a group; the tables are made anew for each test. */
export function useRunners(options: SandboxOptions = {}): () => Runners {
  const key = randomBytes(32).toString("hex");
  const homes: string[] = [];
  let runners: Runners;
  const machine = (server: PostgresServer, user: string, more: Readonly<Record<string, string>>): Runner => {
    const home = newHome();
    homes.push(home);
    const keyFile = join(home, "fleet.key");
    writeFileSync(keyFile, `${key}\n`, { mode: 0o600 });
    const named = { FOB_STORE: "postgres", FOB_STORE_URL: server.url(user), FOB_STORE_KEY_FILE: keyFile };
    const env = { ...named, PGPASSWORD: server.password, ...more };
    return {
      home,
      keyFile,
      fob: (args, call = {}) =>
        runFob(args, { home, timeoutMs: 60_000, ...call, env: { ...env, ...call.env } }),
    };
  };
  beforeAll(async () => {
    const [server, sandbox] = [await startPostgres(), await startSandbox(options)];
    runners = {
      server,
      sandbox,
      runner: (env = {}) => machine(server, "runner", env),
      admin: () => machine(server, "admin", {}),
      async login(one, provider, profile = provider) {
        const { args, stdin } = loginArgs(sandbox, provider, profile);
        expect(await one.fob(args, { stdin })).toMatchObject({ status: 0 });
      },
    };
  }, 60_000);
  beforeEach(async () => {
    runners.server.sql("DROP SCHEMA IF EXISTS fob CASCADE");
    expect(await runners.admin().fob(["store", "init"])).toMatchObject({ status: 0 });
    runners.server.sql("GRANT fob_client TO runner");
  }, 60_000);
  afterAll(async () => {
    for (const home of homes) removeHome(home);
    await runners.sandbox.stop();
    await runners.server.dispose();
  });
  return () => runners;
}

function loginArgs(sandbox: Sandbox, provider: ProviderId, profile: string) {
  const { productive, pixwel, amity, babel } = sandbox.accounts;
  const people = {
    productive: { name: productive.plain.email, secret: productive.plain.password },
    pixwel: { name: pixwel.plain.username, secret: pixwel.plain.password },
    amity: { name: amity.open.userId, secret: amity.open.apiKey },
    babel: { name: babel.administrator.userName, secret: babel.administrator.password },
  };
  const { name, secret } = people[provider];
  const by = provider === "amity" ? ["--secret", "apiKey=-"] : ["--password-stdin"];
  const at = ["--base-url", sandbox.url(provider), "--username", name, "--profile", profile];
  return { args: ["login", provider, ...at, ...by], stdin: secret };
}
