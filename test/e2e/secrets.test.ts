import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { raw } from "../sandbox/raw.ts";
import { programCommand } from "../support/built-program.ts";
import { runChild } from "../support/child.ts";
import { cleanEnv } from "../support/cli.ts";
import { itNeeds } from "../support/needs.ts";
import { noStrace } from "../support/strace.ts";
import { createWorld, plainLogin, type World, withWorld } from "./world.ts";

/** Which of the texts hold which of the secrets: none is due. */
function leaks(
  texts: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): readonly string[] {
  const forms = Object.entries(secrets).flatMap(([name, secret]) => [
    [name, secret],
    [`${name} in base64`, Buffer.from(secret).toString("base64").replaceAll("=", "").slice(0, -1)],
    [`${name} in a URL`, encodeURIComponent(secret)],
  ]);
  return Object.entries(texts).flatMap(([where, text]) =>
    forms.flatMap(([name, form]) =>
      form !== undefined && text.includes(form) ? [`${name} in ${where}`] : [],
    ),
  );
}

/** Runs each line, plain and with --json, tracing; all that came out, by the line. */
async function traced(
  world: World,
  lines: readonly string[],
  env = {},
): Promise<Readonly<Record<string, string>>> {
  const said: Record<string, string> = {};
  for (const line of lines) {
    const [plain, json] = await Promise.all([
      world.fob([...line.split(" "), "--debug"], { env }),
      world.fob([...line.split(" "), "--json", "--debug"], { env }),
    ]);
    said[line] = [plain.stdout, plain.stderr, json.stdout, json.stderr].join("\n");
  }
  return said;
}

async function othersTokens(world: World): Promise<Readonly<Record<string, string>>> {
  const token = (await world.fob(["token", "print", "-p", "productive"])).stdout.trim();
  const headers = { "x-auth-token": token, "content-type": "application/vnd.api+json" };
  const { json } = await raw(world.sandbox.url("productive"), { method: "GET", path: "/sessions", headers });
  const rows: readonly { id: string; attributes: { token: string } }[] = json.data;
  return Object.fromEntries(
    rows.map(({ id, attributes }) => [`the token of session ${id}`, attributes.token]),
  );
}

describe.concurrent("secrets", () => {
  it("of a login at Productive, and everybody's tokens, are in no output and no file", async (test) => {
    const world = await createWorld(test);
    await world.login("productive");
    const { plain, twoFactor } = world.sandbox.accounts.productive;
    const secrets = { password: plain.password, another: twoFactor.password, ...(await othersTokens(world)) };
    expect(Object.keys(secrets)).toHaveLength(11);
    const login = `login productive --profile grace --base-url ${world.sandbox.url("productive")} --username ${twoFactor.email}`;
    world.sandbox.fail("productive", {
      match: { method: "DELETE", path: /2154/ },
      how: { status: 500 },
      times: 100,
    });
    const said = await traced(
      world,
      [
        "whoami",
        "sessions list",
        "sessions list --all-profiles",
        "sessions revoke 2154 --timeout 2s",
        "profile show productive",
        "store status",
        `${login} --profile no`,
      ],
      { FOB_PASSWORD: twoFactor.password },
    );
    expect(Object.values(said).join()).toContain("/sessions");
    expect(leaks({ ...said, ...world.files() }, secrets)).toEqual([]);
    expect(
      leaks(
        { output: (await world.fob(["logout", "productive", "--debug"])).stderr, ...world.files() },
        secrets,
      ),
    ).toEqual([]);
  });

  it("that a server echoes are not repeated", async (test) => {
    const world = await createWorld(test);
    const { plain } = world.sandbox.accounts.productive;
    const echo = { errors: [{ title: plain.password, detail: `no such password: ${plain.password}` }] };
    world.sandbox.fail("productive", { how: { status: 401, body: echo }, times: 10 });
    const said = await traced(
      world,
      [`login productive --base-url ${world.sandbox.url("productive")} --username a`],
      { FOB_PASSWORD: plain.password },
    );
    expect(Object.values(said).join()).toContain("no such password: [secret]");
    expect(leaks({ ...said, ...world.files() }, { password: plain.password })).toEqual([]);
  });

  it("of Amity and Babel, keys too, are in no output and no file; server key and admin token are not even stored", async (test) => {
    const world = await createWorld(test);
    const { amity, babel } = world.sandbox.accounts;
    const { apiKey, serverKey, adminToken, userId } = amity.secure;
    const keys = { FOB_API_KEY: apiKey, FOB_SERVER_KEY: serverKey, FOB_ADMIN_TOKEN: adminToken };
    const { administrator } = babel;
    const url = world.sandbox.url.bind(world.sandbox);
    const said = {
      ...(await traced(
        world,
        [`login amity --base-url ${url("amity")} --username ${userId}`, "whoami"],
        keys,
      )),
      ...(await traced(
        world,
        [
          `login babel --base-url ${url("babel")} --username ${administrator.userName}`,
          "whoami --all",
          "whoami -p babel",
        ],
        {
          FOB_API_KEY: administrator.apiKey,
          FOB_PASSWORD: administrator.password,
        },
      )),
    };
    const secrets = {
      apiKey,
      serverKey,
      adminToken,
      password: administrator.password,
      key: administrator.apiKey,
    };
    expect(leaks({ ...said, ...world.files() }, secrets)).toEqual([]);
  });

  it("typed as a flag or an argument are not repeated", async (test) => {
    const world = await createWorld(test);
    const lines = [
      "login --password hunter2",
      "login --password=hunter2",
      "whoami --token=hunter2",
      "hunter2",
      "login productive hunter2",
      "whoami hunter2",
      "login --secret hunter2",
      "otp verify hunter2",
      "login hunter2",
      "--hunter2",
    ];
    const said = await traced(world, lines);
    expect(leaks(said, { secret: "hunter2" }).filter((leak) => !leak.endsWith("in --hunter2"))).toEqual([]);
    expect(Object.keys(said)).toEqual(lines);
  });

  itNeeds(noStrace, "are in the arguments and the environment of no process that fob starts", () =>
    withWorld(async ({ sandbox, home, env }) => {
      const { args, stdin } = plainLogin(sandbox, "productive");
      const [trace, file] = [join(home, "trace"), join(home, "pw")];
      writeFileSync(file, stdin);
      const strace = ["strace", "-f", "-qq", "-s", "65535", "-v", "-e", "trace=execve", "-o", trace];
      const byCommand = [...args.slice(0, -1), "--secret", `password=cmd:cat ${file}`];
      const given = cleanEnv(home, { ...env, FOB_API_KEY: "canary-of-the-environment" });
      const { code, err } = await runChild([...strace, ...programCommand(), ...byCommand], given);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      const calls = readFileSync(trace, "utf8")
        .split("\n")
        .filter((text) => text.includes("execve("));
      expect(calls.length).toBeGreaterThan(1);
      const byFob = { "a process that fob started": calls.slice(1).join("\n") };
      expect(leaks(byFob, { password: stdin, key: "canary-of-the-environment" })).toEqual([]);
    }),
  );
});
