import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { builtProgram, isExecutable, programForAnyone } from "../support/built-program.ts";
import { runFob } from "../support/cli.ts";

const url = "postgres://runner@127.0.0.1:1/fob";
const missing =
  /^fob: (The shared database \(PostgreSQL\) cannot be used: )?The module pg, which reaches PostgreSQL, is missing or broken\./;

/** An executable has pg inside. */
const hasModules = !isExecutable(builtProgram());

describe.runIf(hasModules)("installed without its optional modules", () => {
  // Away from the modules that stand beside the tests.
  const [, script = ""] = hasModules ? programForAnyone() : [];

  it.each([
    `store use postgres --url ${url}`,
    "store init",
    "store rekey",
    "store migrate --from file --to postgres",
    "audit export --to postgres",
    "audit verify --from postgres",
    "token print -p amity --offline-ok",
    "token machine -p amity --name ci --if-absent",
  ])("%s: 9, and what to install", async (line) => {
    const key = randomBytes(32).toString("hex");
    const env = { FOB_STORE: "postgres", FOB_STORE_URL: url, FOB_STORE_KEY: key };
    const called = await runFob(line.split(" "), { env, instead: [script] });
    expect(called).toMatchObject({ status: 9, stdout: "" });
    expect(called.stderr).toMatch(missing);
    expect(called.stderr).toContain("npm install --global pg");
  });
});
