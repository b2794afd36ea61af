import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { builtProgram } from "../support/built-program.ts";
import { cleanEnv } from "../support/cli.ts";
import { itNeeds, without } from "../support/needs.ts";
import { type Person, startProgramInTerminal } from "../support/pty.ts";
import { createWorld, type World } from "./world.ts";

const shells = {
  bash: {
    missing: without(["bash", "--version"]),
    start: ["--norc", "--noprofile", "-i"],
    setup: (script: string) => `source ${script}`,
  },
  zsh: {
    missing: without(["zsh", "--version"]),
    start: ["-f", "-i"],
    setup: (script: string) =>
      `bindkey -e; unsetopt prompt_sp; autoload -U compinit; compinit -u -D; source ${script}`,
  },
} as const;

const noFish = without(["fish", "--version"]);

/** Typed before TAB, and the words that the line then has when an `x` is typed after it. */
const lines: readonly (readonly [typed: string, words: readonly string[]])[] = [
  ["fob who", ["fob", "whoami", "x"]],
  ["fob ses", ["fob", "sessions", "x"]],
  ["fob sessions li", ["fob", "sessions", "list", "x"]],
  ["fob login prod", ["fob", "login", "productive", "x"]],
  ["fob whoami -p wo", ["fob", "whoami", "-p", "work", "x"]],
  ["fob whoami --profile=wo", ["fob", "whoami", "--profile=work", "x"]],
  ["fob whoami --al", ["fob", "whoami", "--all", "x"]],
  ["fob sessions list --sort last", ["fob", "sessions", "list", "--sort", "last_activity_at", "x"]],
  ["fob sessions revoke -p work 21", ["fob", "sessions", "revoke", "-p", "work", "2153", "x"]],
  ["fob whoami --secret pass", ["fob", "whoami", "--secret", "password=x"]],
  ["fob whoami --secret password=en", ["fob", "whoami", "--secret", "password=env:x"]],
  ["fob token machine --to fi", ["fob", "token", "machine", "--to", "file:x"]],
  ["fob token machine --to file:new", ["fob", "token", "machine", "--to", "file:new-token.txt", "x"]],
  ["fob whoami --config-dir place", ["fob", "whoami", "--config-dir", "places/x"]],
];

/** Two profiles, sessions listed, files to complete, and a server that names a session in an evil way. */
async function createPlace(test: Parameters<typeof createWorld>[0]) {
  const world = await createWorld(test);
  const bin = join(world.home, "bin");
  mkdirSync(bin);
  symlinkSync(builtProgram(), join(bin, "fob"));
  await world.login("productive", "work");
  await world.login("pixwel", "play");
  world.sandbox.addSessions(1, { name: "$(touch EVIL)`touch EVIL`\u001b[31m;touch EVIL\n" });
  const { stdout } = await world.fob(["sessions", "list", "-p", "work", "--sort", "id"]);
  const cwd = join(world.home, "work");
  writeFileSync(join(cwd, "new-token.txt"), "");
  mkdirSync(join(cwd, "places"));
  return { world, bin, cwd, ids: stdout.split("\n").map((line) => line.split("\t")[0] ?? "") };
}

type Place = Awaited<ReturnType<typeof createPlace>>;

function envOf({ world, bin }: Place): Record<string, string> {
  const { PATH = "", ...rest } = cleanEnv(world.home, world.env);
  return { ...rest, PATH: `${bin}:${PATH}`, PS1: "$ ", TERM: "xterm-256color" };
}

async function script({ world }: Place, shell: string): Promise<string> {
  const { status, stdout } = await world.fob(["completion", shell]);
  expect(status).toBe(0);
  const file = join(world.home, `fob.${shell}`);
  writeFileSync(file, stdout);
  return file;
}

async function sit(place: Place, shell: keyof typeof shells): Promise<Person> {
  const { start, setup } = shells[shell];
  const person = startProgramInTerminal(shell, start, {
    home: place.world.home,
    env: envOf(place),
    cwd: place.cwd,
    columns: 200,
  });
  person.types(`${setup(await script(place, shell))}; echo set''up\r`);
  await person.sees("setup");
  return person;
}

/** Presses TAB, types an x, and lets the shell say which words stand there. */
async function wordsAfterTab(person: Person, typed: string, expected: readonly string[]): Promise<void> {
  person.types(`${typed}\t`);
  person.types(`x\x01printf '[%s]' \r`);
  await person.sees(expected.map((word) => `[${word}]`).join(""));
}

describe.each(["bash", "zsh"] as const)("in %s", (shell) => {
  itNeeds(shells[shell].missing, "TAB completes", async (test) => {
    const place = await createPlace(test);
    await place.world.fob(["sessions", "list", "-p", "work", "--sort", "id", "--limit", "1"]);
    const person = await sit(place, shell);
    for (const [typed, words] of lines) await wordsAfterTab(person, typed, words);
    person.types("exit\r");
    await person.ended;
  });

  itNeeds(shells[shell].missing, "TAB lists ids with their names, which run nothing", async (test) => {
    const place = await createPlace(test);
    const person = await sit(place, shell);
    person.types("fob sessions revoke -p work 21\t\t");
    await person.sees("2153");
    await person.sees("$(touch EVIL)`touch EVIL`\\x1b[31m;touch EVIL\\x0a");
    person.types("\x15echo al''ive\r");
    await person.sees("alive");
    person.types("exit\r");
    await person.ended;
    expect(existsSync(join(place.cwd, "EVIL"))).toBe(false);
  });
});

describe("in fish", () => {
  const completions = async (place: Place, ...typed: readonly string[]) => {
    const file = await script(place, "fish");
    const asks = typed.map((line) => `complete -C ${JSON.stringify(line)}; echo ---`).join("\n");
    const { stdout, stderr } = spawnSync("fish", ["--no-config", "-c", `source ${file}\n${asks}`], {
      cwd: place.cwd,
      env: envOf(place),
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    return stdout.split("---\n").slice(0, -1);
  };

  itNeeds(noFish, "completes", async (test) => {
    const place = await createPlace(test);
    const found = await completions(place, ...lines.map(([typed]) => typed));
    const last = (words: readonly string[]) => {
      const [before = "", x = ""] = words.slice(-2);
      return x === "x" ? before : x.slice(0, -1);
    };
    expect(found.map((text) => text.split(/[\t\n]/)[0])).toEqual(lines.map(([, words]) => last(words)));
  });

  itNeeds(noFish, "lists ids with their names, which run nothing", async (test) => {
    const place = await createPlace(test);
    const [listed = ""] = await completions(place, "fob sessions revoke -p work ");
    expect(listed.split("\n").map((line) => line.split("\t")[0])).toEqual(place.ids);
    expect(listed).toContain("\t$(touch EVIL)`touch EVIL`\\x1b[31m;touch EVIL\\x0a\n");
    expect(existsSync(join(place.cwd, "EVIL"))).toBe(false);
  });
});

describe("a TAB", () => {
  const shown = async (
    world: World,
    words: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ) => {
    const { status, stdout, stderr } = await world.fob(["__complete", "--", ...words], { env });
    expect(stderr).toBe("");
    return {
      status,
      lines: stdout
        .split("\n")
        .slice(1, -1)
        .map((line) => line.split("\t")[0]),
    };
  };

  it("asks no server and no store, and changes nothing", async (test) => {
    const { world, ids } = await createPlace(test);
    const before = world.files();
    const sent = world.sandbox.requests().length;
    await world.sandbox.stop();
    const env = { FOB_STORE_KEY_FILE: "/nowhere" };
    const answer = await shown(world, ["sessions", "revoke", "-p", "work", ""], env);
    expect(answer).toEqual({ status: 0, lines: ids.filter((id) => id !== "") });
    expect(world.files()).toEqual(before);
    expect(world.sandbox.requests().length).toBe(sent);
  });

  it("knows the login as a call would", async (test) => {
    const { world } = await createPlace(test);
    const count = async (...[words, env]: readonly [readonly string[], Record<string, string>?]) =>
      (await shown(world, ["sessions", "revoke", ...words, ""], env)).lines.length;
    expect(await count([])).toBe(0);
    expect(await count(["--profile=work"])).toBe(10);
    expect(await count([], { FOB_PROFILE: "work" })).toBe(10);
    expect(await count(["--profile=work", "--config-dir=/nowhere"])).toBe(0);
    await world.fob(["profile", "use", "work"]);
    expect(await count([])).toBe(10);
    expect(await count([], { FOB_TOKEN: "t", FOB_PROVIDER: "productive" })).toBe(0);
    expect(await count(["-p", "play"])).toBe(0);
    writeFileSync(join(world.home, ".fob.json"), '{"profile":"play"}');
    expect(await count([])).toBe(0);
  });

  it("shows nothing and is silent where something is wrong", async (test) => {
    const world = await createWorld(test);
    const nowhere = { HOME: "", XDG_CONFIG_HOME: "" };
    expect(await shown(world, ["whoami", "-p", ""], nowhere)).toEqual({ status: 1, lines: [] });
    mkdirSync(join(world.home, ".config/fob"), { recursive: true, mode: 0o700 });
    writeFileSync(join(world.home, ".config/fob/config.json"), "{");
    expect(await shown(world, ["sessions", "revoke", ""])).toEqual({ status: 1, lines: [] });
  });

  it("finds no secret in what is kept for it", async (test) => {
    const { world } = await createPlace(test);
    const file = readFileSync(join(world.home, ".config/fob/completion/work.json"), "utf8");
    const { at, sessions, v } = JSON.parse(file);
    expect([v, typeof at, sessions.length]).toEqual([1, "string", 10]);
    expect(new Set(sessions.flatMap(Object.keys))).toEqual(new Set(["id", "name"]));
  });
});
