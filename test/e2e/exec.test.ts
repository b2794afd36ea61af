import { describe, expect, it } from "vitest";
import { storeNames } from "../../src/core/store.ts";
import { programCommand } from "../support/built-program.ts";
import { failure, tellPiped } from "./tell.ts";
import { answerOf, createWorld, withWorld } from "./world.ts";

const token = "tok-of-ci-12345";
const env = { FOB_TOKEN: token, FOB_PROVIDER: "productive", FOB_STORE: "file" };

describe.concurrent("exec", () => {
  it("hands the token to the command in four variables and no other of fob's", async (test) => {
    const world = await createWorld(test);
    await world.login("productive");
    const stored = (await world.fob(["token", "print"])).stdout.trim();
    const called = await world.fob(["exec", "--", "env"], {
      env: { PRODUCTIVE_TOKEN: "former", FOB_OTHER: "x" },
    });
    expect(called.stdout.trimEnd().split("\n").sort()).toEqual([
      `FOB_BASE_URL=${world.sandbox.url("productive")}`,
      "FOB_PROVIDER=productive",
      `FOB_TOKEN=${stored}`,
      `HOME=${world.home}`,
      `PATH=${process.env.PATH}`,
      `PRODUCTIVE_TOKEN=${stored}`,
    ]);
    expect([called.status, called.stderr]).toEqual([0, ""]);
    const named = await world.fob([
      "exec",
      "--as",
      "MINE",
      "--",
      "sh",
      "-c",
      'echo "$MINE-$PRODUCTIVE_TOKEN"',
    ]);
    expect(named).toEqual({ status: 0, stdout: `${stored}-\n`, stderr: "" });
  });

  it("leaves everything after -- to the command, with its status and streams", async (test) => {
    const world = await createWorld(test);
    const words = [
      "exec",
      "--json",
      "--",
      "sh",
      "-c",
      'echo "$@"; cat; echo err >&2; exit 7',
      "sh",
      "--json",
      "-p",
      "--",
      "--help",
    ];
    expect(await world.fob(words, { env, stdin: "typed\n" })).toEqual({
      status: 7,
      stdout: "--json -p -- --help\ntyped\n",
      stderr: "err\n",
    });
  });

  it("ends with 128 + n where a signal ended the command", async (test) => {
    const world = await createWorld(test);
    for (const [name, status] of [
      ["KILL", 137],
      ["TERM", 143],
      ["SEGV", 139],
    ] as const) {
      const called = await world.fob(["exec", "--", "sh", "-c", `kill -${name} $$`], { env });
      expect(called).toEqual({ status, stdout: "", stderr: "" });
    }
  });

  it("tells a command that is not there, and one that cannot be run", async (test) => {
    const world = await createWorld(test);
    await tellPiped(world, [
      {
        fob: "exec -- no-such-command",
        env,
        status: 127,
        err: "fob: There is no command no-such-command.\n  Check its spelling and PATH; a shell's own words need: -- sh -c '...'\n",
      },
      {
        fob: "exec -- ",
        env,
        status: 127,
        err: "fob: There is no command ''.\n  The variable that should name it may be empty.\n",
      },
      {
        fob: "exec -- ./store.key",
        env,
        cwd: world.home,
        status: 126,
        err: "fob: ./store.key cannot be run (EACCES).\n  It must be a program, and yours to run: chmod +x\n",
      },
    ]);
  });

  it("is 125 for every failure of fob's own, and says which", async (test) => {
    const world = await createWorld(test);
    const dashes = { status: 125, err: "fob: The command to run stands after --.\n  fob exec -- COMMAND\n" };
    await tellPiped(world, [
      {
        fob: "exec -- true",
        status: 125,
        err: "fob: No login is stored on this machine.\n  Log in: fob login\n",
      },
      { fob: "exec true", env, ...dashes },
      { fob: "exec true -- true", env, ...dashes },
      { fob: "exec", env, ...dashes },
      { fob: "exec --", env, ...dashes },
      {
        fob: "exec --nosuch -- true",
        env,
        status: 125,
        err: "fob: There is no flag --nosuch.\n  See the flags with --help\n",
      },
      {
        fob: "exec --store nowhere -- true",
        env,
        status: 125,
        err: `fob: There is no such store.\n  Choose one of: ${storeNames.join(", ")}\n`,
      },
    ]);
    const args = ["exec", "--json", "--", "true"];
    const error = failure("not_logged_in", 125, "No login is stored on this machine.", "Log in: fob login");
    expect(answerOf(args, await world.fob(args))).toMatchObject({
      status: 125,
      data: null,
      notes: [],
      error,
    });
    const called = await world.fob(["exec", "--as", "FOB_X", "--", "true"], { env });
    const message = "fob: --as takes the name of a variable that is not fob's own.";
    expect([called.status, called.stderr.split("\n")[0]]).toEqual([125, message]);
  });

  it("hides the secret in what the command writes, cut anywhere", async (test) => {
    const world = await createWorld(test);
    const script =
      'printf tok-of-; sleep 0.1; printf "ci-12345 "; echo "$FOB_TOKEN" >&2; printf %s "$FOB_TOKEN" | base64; exit 3';
    expect(await world.fob(["exec", "--mask", "--", "sh", "-c", script], { env })).toEqual({
      status: 3,
      stdout: "[secret] [secret]\n",
      stderr: "[secret]\n",
    });
    const plain = await world.fob(["exec", "--", "sh", "-c", "echo $FOB_TOKEN"], { env });
    expect(plain.stdout).toBe(`${token}\n`);
  });

  it.each([
    ["productive", []],
    ["babel", []],
    ["amity", ["FOB_USERNAME=ada"]],
    ["pixwel", ["FOB_USERNAME=ada@sandbox.example"]],
  ] as const)(
    "makes fob a login of the environment below it, and below that, at %s",
    async (provider, besides) => {
      await withWorld(async (world) => {
        const fob = programCommand();
        const { personalAccessToken } = world.sandbox.accounts.pixwel.plain;
        // The cookies of a Pixwel login are no token that fob could be given.
        if (provider === "pixwel") {
          const words = ["login", provider, "--base-url", world.sandbox.url(provider), "--token-stdin"];
          await world.fob([...words, "--username", "ada@sandbox.example"], { stdin: personalAccessToken });
        } else await world.login(provider);
        const whoami = ["env", ...besides, ...fob, "whoami", "--json"];
        const once = await world.fob(["exec", "--", ...whoami]);
        const twice = await world.fob(["exec", "--", ...fob, "exec", "--", ...whoami]);
        for (const { status, stdout, stderr } of [once, twice]) {
          expect([status, stderr]).toEqual([0, ""]);
          const data = { provider, profile: null, state: "active", source: "env", chosen_by: "FOB_TOKEN" };
          expect(JSON.parse(stdout).data).toMatchObject(data);
        }
        const logout = await world.fob(["exec", "--", ...fob, "logout"]);
        expect(logout.status).toBe(13);
      });
    },
  );
});
