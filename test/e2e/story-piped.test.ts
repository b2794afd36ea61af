import { describe, expect, it } from "vitest";
import { tellPiped } from "./tell.ts";
import { createWorld, loginOf } from "./world.ts";

const byFlag = (profile: string) => `Token of ${profile} (chosen by: flag)\n`;

/** A row: its columns, tab-separated. */
const row = (...cells: readonly string[]): string => `${cells.join("\t")}\n`;

describe.concurrent("the whole story, in a pipe", () => {
  it("at Productive", async (test) => {
    const world = await createWorld(test);
    const { twoFactor } = world.sandbox.accounts.productive;
    const base = `--base-url ${world.sandbox.url("productive")}`;
    const byUser = (id: string, user: string, ...[device, ip, expires, current]: readonly string[]) =>
      row(
        id,
        "productive",
        "user",
        "",
        user,
        device ?? "",
        ip ?? "",
        "TIME",
        expires ?? "",
        current ?? "false",
      );

    await tellPiped(world, [
      {
        ...loginOf(world.sandbox, "productive"),
        out: expect.stringMatching(/^Logged in as ada@sandbox\.example /),
      },
      {
        fob: "whoami",
        out: row("productive", "productive", "active", "ada@sandbox.example", "Ada Example", "TIME", "file"),
      },
      {
        fob: "sessions list --kind user",
        out: [
          byUser("2153", "7443", "Laptop", "192.0.2.10", "TIME"),
          byUser("2154", "7443", "Phone", "192.0.2.44"),
          byUser("2155", "7443"),
          byUser("2156", "7449", "Laptop", "192.0.2.10"),
          byUser("2157", "7441", "Phone", "192.0.2.44"),
          byUser("2161", "7443", "", "127.0.0.1", "TIME", "true"),
        ].join(""),
      },
      { fob: "token machine --name ci", out: "UUID\n" },
      {
        fob: "sessions revoke 2162",
        out: row("2162", "productive", "productive", "revoked", ""),
        err: expect.stringMatching(
          /^Ending sessions of productive \(chosen by: only\)\n1 session at productive: /,
        ),
      },
      { fob: "token machine --jwt", out: "JWT\n" },
      { fob: "token print", out: "UUID\n", err: "Token of productive (chosen by: only)\n" },
      {
        fob: "token print --format header -p productive",
        out: "X-Auth-Token: UUID\n",
        err: byFlag("productive"),
      },
      {
        fob: "token print --format env -p productive",
        out: "PRODUCTIVE_TOKEN=UUID\n",
        err: byFlag("productive"),
      },
      {
        fob: `login productive --profile grace ${base} --username ${twoFactor.email} --password-stdin`,
        stdin: `${twoFactor.password}\n`,
        env: { FOB_OTP: twoFactor.otp },
        out: expect.stringMatching(/^Logged in as grace@sandbox\.example /),
      },
      { fob: "logout grace", out: row("grace", "productive", "revoked", "deleted") },
      { fob: "logout productive", out: row("productive", "productive", "revoked", "deleted") },
      {
        fob: "whoami -p grace",
        status: 4,
        out: row(
          "grace",
          "productive",
          "not_logged_in",
          "grace@sandbox.example",
          "Grace Example",
          "TIME",
          "file",
        ),
        err: "fob: grace is not logged in.\n  Log in: fob login productive --profile grace\n",
      },
    ]);
    expect(world.sandbox.violations()).toEqual([]);
  });

  it("at Pixwel, with a password and with an API token", async (test) => {
    const world = await createWorld(test);
    const { plain } = world.sandbox.accounts.pixwel;
    const base = `--base-url ${world.sandbox.url("pixwel")}`;

    await tellPiped(world, [
      {
        ...loginOf(world.sandbox, "pixwel"),
        out: expect.stringMatching(/^Logged in as ada@sandbox\.example /),
      },
      {
        fob: "token print -p pixwel",
        out: expect.stringMatching(/^pixwel\.sid=5a4db0c5[0-9a-f]{24}\n$/),
        err: byFlag("pixwel"),
      },
      {
        fob: `login pixwel --profile pat ${base} --username ${plain.username} --token-stdin`,
        stdin: plain.personalAccessToken,
        out: expect.stringMatching(/^Logged in as ada@sandbox\.example /),
      },
      {
        fob: "whoami --all",
        out:
          row("pat", "pixwel", "active", "ada@sandbox.example", "Ada Example", "", "file") +
          row("pixwel", "pixwel", "active", "ada@sandbox.example", "Ada Example", "", "file"),
      },
      {
        fob: "sessions list -p pixwel",
        out: row("local:pixwel", "pixwel", "user", "", plain.id, "", "", "", "", "true"),
      },
      {
        fob: "token print --format header -p pat",
        out: `Authorization: Bearer ${plain.personalAccessToken}\n`,
        err: byFlag("pat"),
      },
      {
        fob: "logout pat pixwel",
        out: row("pat", "pixwel", "skipped", "deleted") + row("pixwel", "pixwel", "unsupported", "deleted"),
      },
    ]);
    expect(world.sandbox.violations()).toEqual([]);
  });

  it("at Amity, in a network in secure mode", async (test) => {
    const world = await createWorld(test);
    const { secure } = world.sandbox.accounts.amity;
    const login = `login amity --base-url ${world.sandbox.url("amity")} --username ${secure.userId}`;
    const keys = { FOB_API_KEY: secure.apiKey, FOB_SERVER_KEY: secure.serverKey };

    await tellPiped(world, [
      {
        fob: login,
        env: { FOB_API_KEY: secure.apiKey },
        status: 5,
        err: expect.stringMatching(/^fob: .*\n {2}.*--secret authToken=SOURCE.*\n$/),
      },
      {
        fob: login,
        env: keys,
        out: expect.stringMatching(/^Logged in as grace /),
        err: expect.stringMatching(/^warning: .*creates a user.*\n$/),
      },
      { fob: "whoami", out: row("amity", "amity", "active", "grace", "grace", "TIME", "file") },
      {
        fob: "token machine",
        env: keys,
        out: expect.stringMatching(/^[!-~]{1,100}\n$/),
        err: expect.stringMatching(/^warning: .*10 minutes\.\n$/),
      },
      {
        fob: "logout",
        out: row("amity", "amity", "revoked", "deleted"),
        err: "Logging out amity (chosen by: only)\n",
      },
    ]);
    expect(world.sandbox.violations()).toEqual([]);
  });

  it("at Babel, where the machine token becomes a login of its own", async (test) => {
    const world = await createWorld(test);
    await tellPiped(world, [
      { ...loginOf(world.sandbox, "babel"), out: expect.stringMatching(/^Logged in as ada /) },
      {
        fob: "token machine --name ci --save-as ci",
        out: "Token 3 ci is in ci\n",
        err: expect.stringMatching(/^warning: .*3 more minutes.*\n$/),
      },
      { fob: "whoami -p ci", out: row("ci", "babel", "active", "ada", "Ada Example", "", "file") },
      { fob: "token print -p ci", out: "KEY\n", err: byFlag("ci") },
      {
        fob: "logout ci babel",
        out: row("ci", "babel", "skipped", "deleted") + row("babel", "babel", "revoked", "deleted"),
      },
    ]);
    expect(world.sandbox.violations()).toEqual([]);
  });

  it("at all of them at once", async (test) => {
    const world = await createWorld(test);
    await Promise.all((["productive", "pixwel", "amity", "babel"] as const).map((id) => world.login(id)));
    const local = (id: string, user: string, expires: string) =>
      row(`local:${id}`, id, "user", "", user, "", "", "", expires, "true");
    const { stdout, stderr, status } = await world.fob([
      "sessions",
      "list",
      "--all-profiles",
      "--kind",
      "user",
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const rows = stdout
      .split("\n")
      .filter((line) => line.includes("local:"))
      .map((line) => `${line}\n`)
      .sort();
    expect(rows.map((line) => line.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME"))).toEqual([
      local("amity", "ada", "TIME"),
      local("babel", world.sandbox.accounts.babel.administrator.id, "TIME"),
      local("pixwel", world.sandbox.accounts.pixwel.plain.id, ""),
    ]);
    expect(stdout.split("\n").filter((line) => line.split("\t")[1] === "productive")).toHaveLength(6);
    await tellPiped(world, [
      {
        fob: "logout --all",
        out: [
          row("amity", "amity", "revoked", "deleted"),
          row("babel", "babel", "revoked", "deleted"),
          row("pixwel", "pixwel", "unsupported", "deleted"),
          row("productive", "productive", "revoked", "deleted"),
        ].join(""),
      },
      { fob: "logout --all", out: "" },
    ]);
    expect(world.sandbox.violations()).toEqual([]);
  });
});
