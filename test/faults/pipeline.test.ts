import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { settled } from "../e2e/world.ts";
import { filesWith, found } from "./support/canaries.ts";
import { patience, quoted, times } from "./support/crowd.ts";
import { fault } from "./support/fault.ts";
import { createWorld, type World } from "./support/world.ts";

/**
 * A pipeline that has its environment and nothing else: it logs in, mints, uses, rotates, revokes. Every stdout and
 * stderr goes to a file of its own; a status that is not as it should be ends it.
 */
const pipeline = `
set -u
step=0
call() { # STATUS ARGUMENTS
  want=$1; shift; step=$((step + 1))
  fob "$@" >"$OUT/$step.out" 2>"$OUT/$step.err"; got=$?
  [ $got = $want ] || { echo "step $step: fob $*: $got"; cat "$OUT/$step.err"; exit 1; }
}
with() { # TOKEN STATUS ARGUMENTS
  token=$1; shift
  (unset FOB_USERNAME FOB_PASSWORD; FOB_TOKEN=$token FOB_PROVIDER=$SITE FOB_BASE_URL=$URL; export FOB_TOKEN FOB_PROVIDER FOB_BASE_URL
   call "$@") || exit 1
  step=$((step + 1))
}
call 0 login "$SITE" --base-url "$URL" --json
call 0 token machine --name deploy
first=$(cat "$OUT/2.out")
with "$first" 0 whoami --json
with "$first" 0 exec -- sh -c 'test -n "$FOB_TOKEN" && echo used'
call 0 token machine --name deploy --if-absent --json
call 0 token machine --name deploy --replace
second=$(cat "$OUT/6.out")
with "$first" 4 whoami --json
with "$second" 0 whoami --json
call 0 token machine revoke deploy --json
with "$second" 4 whoami --json
call 0 logout --json
`;

const sites = {
  productive: { token: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, type: "session" },
  babel: { token: /^api_MadeUp\S+$/, type: "api_key" },
} as const;
type Site = keyof typeof sites;

interface Run {
  readonly world: World;
  readonly out: string;
  readonly env: Readonly<Record<string, string>>;
}

async function prepared(site: Site): Promise<Run> {
  const world = await createWorld({ babel: { keyCacheMs: 0 } });
  const out = join(world.home, "out");
  mkdirSync(out);
  const { args, stdin } = world.loginArgs(site);
  const username = args[args.indexOf("--username") + 1] ?? "";
  const env = { FOB_USERNAME: username, FOB_PASSWORD: stdin, FOB_DEBUG: "1", SITE: site, CI: "true" };
  return { world, out, env: { ...world.env, ...patience, ...env, OUT: out, URL: world.sandbox.url(site) } };
}

async function runAll(runs: readonly Run[]): Promise<string> {
  const [first] = runs;
  if (first === undefined) throw new Error("nothing to run");
  const script = join(first.world.home, "pipeline.sh");
  const fob = `fob() { ${first.world.command([]).map(quoted).join(" ")} "$@"; }`;
  writeFileSync(script, `${fob}\n${pipeline}`);
  const lines = runs.map(({ env }) => {
    const set = Object.entries(env).map(([name, value]) => quoted(`${name}=${value}`));
    return `env -i ${set.join(" ")} sh ${quoted(script)} &`;
  });
  const shell = spawn("sh", ["-s"], { stdio: ["pipe", "pipe", "inherit"], env: { PATH: first.env.PATH } });
  let said = "";
  shell.stdout.on("data", (data) => {
    said += data;
  });
  shell.stdin.end(`${lines.join("\n")}\nwait\n`);
  await once(shell, "close");
  return said;
}

/** Every stdout, whole, as the contract has it. */
function expected(
  site: Site,
  own: { readonly me: unknown; readonly ids: readonly string[] },
): readonly string[] {
  const { type } = sites[site];
  const [first = "", second = ""] = own.ids;
  const end = { meta: {}, warnings: [] };
  const doc = (name: string, data: unknown, more: object = {}) =>
    JSON.stringify({ schema: `fob.${name}/v1`, data, ...end, ...more });
  const who = (state: string, verified: boolean) =>
    doc("whoami", {
      profile: null,
      provider: site,
      state,
      verified,
      identity: verified ? own.me : "unknown",
      session: "SESSION",
      source: "env",
      chosen_by: "FOB_TOKEN",
    });
  const present = ["token_present", "token_not_shown"].map((code) => ({ code }));
  const token = {
    id: first,
    name: "deploy",
    token: null,
    token_type: type,
    read_only: false,
    expires_at: null,
    profile: site,
    provider: site,
  };
  const revoked = {
    id: second,
    name: "deploy",
    profile: site,
    provider: site,
    result: "revoked",
    error: null,
  };
  const left = { profile: site, provider: site, server: "revoked", local: "deleted", error: null };
  return [
    doc("login", {
      profile: site,
      provider: site,
      state: "active",
      identity: own.me,
      session: "SESSION",
      store: "file",
    }),
    "TOKEN",
    who("active", true),
    "used",
    doc("token.machine", token, { meta: { minted: false, replaces: [] }, warnings: present }),
    "TOKEN",
    who("expired", false),
    who("active", true),
    doc("token.machine.revoke", [revoked], { meta: { revoked: 1, already_gone: 0, failed: 0 } }),
    who("expired", false),
    doc("logout", [left]),
  ];
}

/** What differs from run to run by its name: times, tokens, the login's own session. */
function shown(site: Site, text: string): string {
  const line = text.trimEnd();
  if (sites[site].token.test(line)) return "TOKEN";
  if (!line.startsWith("{")) return line;
  const document = JSON.parse(settled(line));
  if (document.data?.session !== undefined) document.data.session = "SESSION";
  if (document.data?.state === "expired") document.data.identity = "unknown";
  document.warnings = document.warnings.map(({ code }: { code: string }) => ({ code }));
  return JSON.stringify(document);
}

function secretsOf({ out, env }: Run): Readonly<Record<string, string>> {
  const token = (step: number) => readFileSync(join(out, `${step}.out`), "utf8").trim();
  const key = readFileSync(env.FOB_STORE_KEY_FILE ?? "", "utf8");
  return { password: env.FOB_PASSWORD ?? "", first: token(2), second: token(6), key };
}

describe("a pipeline with nothing but its environment", () => {
  for (const site of ["productive", "babel"] as const) {
    fault(
      `${site}: twenty pipelines at once, each with a server of its own, log in, mint, use, rotate and revoke`,
      "every stdout is as the contract says, no line of a log holds a secret, nothing is left",
      async () => {
        const runs = await Promise.all(times(20, () => prepared(site)));
        const before = runs.map(({ world }) => world.sandbox.sessionIds());
        expect(await runAll(runs)).toBe("");
        for (const [at, run] of runs.entries()) {
          const { world, out } = run;
          const outs = times(11, (step) => readFileSync(join(out, `${step + 1}.out`), "utf8"));
          const me = JSON.parse(outs[0] ?? "").data.identity;
          const ids = [JSON.parse(outs[4] ?? "").data.id, JSON.parse(outs[8] ?? "").data[0].id];
          expect(outs.map((text) => shown(site, text))).toEqual(expected(site, { me, ids }));
          expect(ids[0]).not.toBe(ids[1]);
          const secrets = secretsOf(run);
          const errs = times(11, (step) => readFileSync(join(out, `${step + 1}.err`), "utf8"));
          expect(errs.join("").length).toBeGreaterThan(500);
          expect(found(errs.join(""), secrets)).toEqual([]);
          expect(filesWith(world.home, secrets, ["store.key", "out/2.out", "out/6.out"])).toEqual([]);
          expect(world.sandbox.sessionIds()).toEqual(before[at]);
          expect(world.sandbox.violations()).toEqual([]);
        }
        return 20;
      },
      { timeoutMs: 300_000 },
    );
  }

  fault(
    "babel: a server whose own description lacks the deletion of keys",
    "14 before anything is minted",
    async () => {
      for (const swagger of ["off", "without-delete"] as const) {
        const world = await createWorld({ babel: { swagger } });
        await world.login("babel");
        for (const how of [["--replace"], ["--run", "--", "true"]]) {
          const { status, stdout } = await world.fob(["token", "machine", "--name", "deploy", ...how]);
          expect([status, stdout]).toEqual([14, ""]);
        }
        expect(await world.fob(["token", "machine", "revoke", "deploy"])).toMatchObject({ status: 14 });
        expect(world.sandbox.requests("babel").filter(({ path }) => path.includes("api-keys"))).toEqual([]);
      }
      return 6;
    },
  );
});
