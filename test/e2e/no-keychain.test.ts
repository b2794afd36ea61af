import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { programCommand } from "../support/built-program.ts";
import { runFob } from "../support/cli.ts";
import { keys, type Person, startInTerminal } from "../support/pty.ts";
import { createWorld, type World } from "./world.ts";

/** Neither a bus nor a key: what a server or a container gives. */
function person(world: World, args: readonly string[], env: Readonly<Record<string, string>> = {}): Person {
  return startInTerminal(args, { home: world.home, env, columns: 200 });
}

const login = ({ sandbox }: World): readonly string[] => {
  const { email } = sandbox.accounts.productive.plain;
  return ["login", "productive", "--base-url", sandbox.url("productive"), "--username", email];
};

async function choose(user: Person, downs: number): Promise<void> {
  await user.sees("No session bus");
  await user.sees("Where shall secrets rest instead?");
  await user.sees("Nowhere: stop here");
  user.types(keys.down.repeat(downs) + keys.enter);
}

async function password(user: Person, world: World): Promise<void> {
  await user.sees("Password:");
  user.types(world.sandbox.accounts.productive.plain.password + keys.enter);
  await user.sees("Logged in");
}

describe.concurrent("a machine without a keychain", () => {
  it("fob alone says so, and login makes a key and goes on in one step", async (test) => {
    const world = await createWorld(test);
    const key = join(world.home, ".fob.key");
    const alone = await runFob([], { home: world.home });
    expect(alone).toMatchObject({ status: 0, stderr: "" });
    expect(alone.stdout).toContain("no keychain here: at a terminal, fob login offers encrypted files");
    const user = person(world, login(world));
    await choose(user, 0);
    await password(user, world);
    expect(await user.ended).toBe(0);
    expect(user.screen()).toContain(`export FOB_STORE_KEY_FILE=${key}`);
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(user.raw()).not.toContain(readFileSync(key, "utf8").trim());
    const env = { FOB_STORE_KEY_FILE: key };
    expect(await runFob(["whoami", "--json"], { home: world.home, env })).toMatchObject({ status: 0 });
    const without = await runFob(["whoami", "--json"], { home: world.home });
    expect([without.status, without.stderr.includes("export FOB_STORE_KEY_FILE=")]).toEqual([9, true]);
    const forgetful = person(world, ["token", "print"]);
    await forgetful.sees("Passphrase of the file store:");
    expect(forgetful.screen().replaceAll("\n", "")).toContain(`Is its key in ${key}? Then stop with Ctrl-C`);
    forgetful.types(keys.ctrlC);
    expect(await forgetful.ended).toBe(130);
  });

  it("a passphrase is typed twice, and asked for by the next command", async (test) => {
    const world = await createWorld(test);
    const user = person(world, login(world));
    await choose(user, 1);
    for (const question of ["New passphrase of the encrypted files:", "The same once more:"]) {
      await user.sees(question);
      user.types(`all the birds${keys.enter}`);
    }
    await password(user, world);
    expect(await user.ended).toBe(0);
    const next = person(world, ["whoami"]);
    await next.sees("Passphrase of the file store:");
    next.types(`all the birds${keys.enter}`);
    expect(next.screen()).not.toContain(".fob.key");
    expect(await next.ended).toBe(0);
  });

  it("who stops is told how, and has stored and sent nothing", async (test) => {
    const world = await createWorld(test);
    const before = world.files();
    const user = person(world, login(world));
    await choose(user, 2);
    expect(await user.ended).toBe(9);
    expect(user.screen().replaceAll("\n", "")).toContain("fob store key > ~/.fob.key");
    expect([world.files(), world.sandbox.requests()]).toEqual([before, []]);
  });

  it("off a terminal it is 9, with commands that work as they are", async (test) => {
    const world = await createWorld(test);
    const refused = await runFob([...login(world), "--password-stdin", "--json"], { home: world.home });
    expect([refused.status, world.sandbox.requests()]).toEqual([9, []]);
    const { error } = JSON.parse(refused.stderr) as { error: { hint: string } };
    const commands = /^Use the encrypted file: (.*?); or /.exec(error.hint)?.[1] ?? "";
    const key = join(world.home, ".fob.key");
    const script = join(world.home, "script.cjs");
    // fob by its name is on nobody's path here.
    writeFileSync(
      script,
      `const [fob, commands] = process.argv.slice(2);
       const text = \`fob() { \${fob} "$@"; }\\n\${commands} && echo "$FOB_STORE_KEY_FILE"\`;
       require("child_process").spawnSync("sh", ["-c", text], { stdio: "inherit" });`,
    );
    const fob = programCommand().join(" ");
    const done = await runFob([fob, commands], { home: world.home, instead: [script] });
    expect(done.stdout.trim().split("\n").at(-1)).toBe(key);
    const made = readFileSync(key, "utf8");
    await runFob([fob, commands], { home: world.home, instead: [script] });
    expect(readFileSync(key, "utf8")).toBe(made);
    const env = { FOB_STORE_KEY_FILE: key };
    const { password: stdin } = world.sandbox.accounts.productive.plain;
    const again = await runFob([...login(world), "--password-stdin"], { home: world.home, env, stdin });
    expect(again).toMatchObject({ status: 0 });
  });
});
