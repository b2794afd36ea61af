import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startSandbox } from "../../src/sandbox/index.ts";
import { programCommand } from "../support/built-program.ts";
import { cleanEnv, newHome, removeHome, runFob } from "../support/cli.ts";
import { mapBelow, shellLines, stepsOf, variablesIn } from "../support/workflow.ts";

const example = (name: string) => readFileSync(join(import.meta.dirname, "../../docs/ci", name), "utf8");
const storeKey = "ab".repeat(32);

/** A machine with the program and the user's own on its path, and a server. */
async function machine() {
  const sandbox = await startSandbox();
  const home = newHome();
  onTestFinished(async () => {
    await sandbox.stop();
    removeHome(home);
  });
  const bin = join(home, "bin");
  mkdirSync(bin);
  const program = (name: string, text: string) => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  program(
    "fob",
    `exec ${programCommand()
      .map((word) => `'${word}'`)
      .join(" ")} "$@"`,
  );
  const path = { PATH: `${bin}${delimiter}${process.env.PATH}` };
  return {
    sandbox,
    home,
    program,
    machineTokens: () =>
      sandbox
        .requests("productive")
        .filter(({ method, path: at }) => method === "POST" && at === "/sessions/machine"),
    async sh(script: string, env: Readonly<Record<string, string>>) {
      const child = spawn("sh", ["-e", "-c", script], {
        cwd: home,
        env: { ...cleanEnv(home), ...path, ...env },
      });
      const said = { out: "", err: "" };
      child.stdin.end();
      child.stdout.on("data", (data) => {
        said.out += data;
      });
      child.stderr.on("data", (data) => {
        said.err += data;
      });
      const [status] = await once(child, "close");
      return { status, ...said };
    },
  };
}

/** What a person does once, elsewhere, before the pipeline can run. */
async function madeBefore(baseUrl: string): Promise<string> {
  const home = newHome();
  const env = { FOB_STORE: "file", FOB_STORE_KEY: storeKey };
  const login = ["login", "productive", "--base-url", baseUrl, "--username", "ada@sandbox.example"];
  await runFob([...login, "--password-stdin"], { home, env, stdin: "ada-sandbox-password" });
  const { stdout } = await runFob(["token", "machine", "--name", "github"], { home, env });
  removeHome(home);
  return stdout.trim();
}

describe("the examples for CI, run as far as a shell can run them", () => {
  it("GitHub Actions: a token for each run, masked, and revoked at the end", async () => {
    const yaml = example("github-actions.yml");
    const { sandbox, home, sh } = await machine();
    const token = await madeBefore(sandbox.url("productive"));
    const before = sandbox.sessionIds();
    const file = join(home, "github-env");
    writeFileSync(file, "");
    const runner = {
      GITHUB_ACTIONS: "true",
      GITHUB_ENV: file,
      GITHUB_RUN_ID: "4711",
      CI: "true",
      FOB_BASE_URL: sandbox.url("productive"),
    };
    const resolved = (text: string) =>
      text
        .replace(/\$\{\{ secrets\.FOB_TOKEN \}\}/, token)
        .replace(
          /\$\{\{ env\.(\w+) \}\}/,
          (_, name: string) => variablesIn(readFileSync(file, "utf8"))[name] ?? "",
        );
    const all = (map: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(map).map(([name, value]) => [name, resolved(value)]));
    const said: string[] = [];
    const [install, ...steps] = stepsOf(yaml);
    expect([install?.run, steps.map(({ always }) => always)]).toEqual([
      "npm install --global fob",
      [false, false, false, true],
    ]);
    for (const { name, run, env } of steps) {
      const later = variablesIn(readFileSync(file, "utf8"));
      const { status, out, err } = await sh(run, {
        ...runner,
        ...later,
        ...all(mapBelow(yaml, "env")),
        ...all(env),
      });
      expect([name, status, err.includes("fob:")]).toEqual([name, 0, false]);
      said.push(out + err);
    }
    const minted = variablesIn(readFileSync(file, "utf8")).DEPLOY_TOKEN ?? "none";
    expect(minted).toMatch(/^[0-9a-f-]{36}$/);
    const log = said.join("");
    // The line that has the runner mask the value is the one place of it, and before all that follows.
    expect(log.split(minted)).toHaveLength(2);
    expect(log).toContain(`::add-mask::${minted}\n`);
    expect(log).not.toContain(token);
    expect(sandbox.sessionIds()).toEqual(before);
    expect(sandbox.violations()).toEqual([]);
  });

  it("GitLab: logs in, deploys with a token that ends with it, logs out", async () => {
    const yaml = example("gitlab-ci.yml");
    const { sandbox, home, program, sh } = await machine();
    const before = sandbox.sessionIds();
    writeFileSync(
      join(home, "deploy.sh"),
      '#!/bin/sh\necho "deploying with $PRODUCTIVE_TOKEN"\nfob whoami --json\n',
    );
    chmodSync(join(home, "deploy.sh"), 0o755);
    program("npm", 'echo "not run here: npm $*"');
    const [install, login = "", ...more] = shellLines(yaml, "before_script");
    expect([install, more]).toEqual(["npm install --global fob", []]);
    const script = [
      `${login} --base-url ${sandbox.url("productive")}`,
      ...shellLines(yaml, "script"),
      ...shellLines(yaml, "after_script"),
    ];
    const secrets = { FOB_PASSWORD: "ada-sandbox-password", FOB_STORE_KEY: storeKey };
    const { status, out, err } = await sh(script.join("\n"), {
      ...mapBelow(yaml, "variables"),
      FOB_CONFIG_DIR: join(home, "fob"),
      CI: "true",
      CI_JOB_ID: "99",
      FOB_USERNAME: "ada@sandbox.example",
      ...secrets,
    });
    expect([status, err]).toEqual([0, expect.not.stringContaining("fob:")]);
    expect(out).toContain("deploying with [secret]\n");
    expect(out).toMatch(/"state":"active".*"source":"env"/);
    for (const secret of Object.values(secrets)) expect(out + err).not.toContain(secret);
    expect(sandbox.sessionIds()).toEqual(before);
    expect(sandbox.violations()).toEqual([]);
  });

  it("cron: the token is another one each night, and one at a time", async () => {
    const { sandbox, home, program, sh, machineTokens } = await machine();
    program("nightly-work", 'test -n "$PRODUCTIVE_TOKEN" && fob whoami --json');
    program("nightly.sh", example("nightly.sh").replace(/^#!.*\n/, ""));
    const env = { FOB_STORE: "file", FOB_STORE_KEY: storeKey };
    const [login = "", save = ""] = example("nightly.sh")
      .split("\n")
      .flatMap((line) => /^#\s+(fob .*)/.exec(line)?.[1] ?? []);
    const made = await sh(
      `${login} --base-url ${sandbox.url("productive")} --username ada@sandbox.example\n${save}`,
      { ...env, FOB_PASSWORD: "ada-sandbox-password" },
    );
    expect(made.status).toBe(0);
    const nights = [sandbox.sessionIds()];
    for (let night = 1; night <= 2; night++) {
      const { status, out } = await sh(`${home}/bin/nightly.sh`, env);
      expect([status, out]).toEqual([0, expect.stringContaining('"state":"active"')]);
      nights.push(sandbox.sessionIds());
    }
    expect([machineTokens().length, new Set(nights.map((ids) => ids.at(-1))).size]).toEqual([3, 3]);
    expect(nights.map((ids) => ids.length)).toEqual([
      nights[0]?.length,
      nights[0]?.length,
      nights[0]?.length,
    ]);
    expect(sandbox.violations()).toEqual([]);
  });
});
