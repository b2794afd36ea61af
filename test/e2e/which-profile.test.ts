import { chownSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { itNeeds } from "../support/needs.ts";
import { failure, type JsonStep, tellJson } from "./tell.ts";
import { createWorld, type World, withWorld } from "./world.ts";

const chosen = (profile: string, chosen_by: string) =>
  expect.objectContaining({ profile, chosen_by, state: "active" });

async function withTwoLogins(world: World): Promise<World & { readonly project: string }> {
  await world.login("productive", "work");
  await world.login("productive", "home");
  const project = join(world.home, "work", "project", "deep");
  mkdirSync(project, { recursive: true });
  return { ...world, project };
}

/** In the folder above the one that is worked in. */
function projectFile({ project }: { project: string }, content: string): string {
  const file = join(project, "..", ".fob.json");
  writeFileSync(file, content);
  return file;
}

describe.concurrent("which profile is meant", () => {
  it("goes by flag, variable, project file, default, and the only one, in that order", async (test) => {
    const world = await withTwoLogins(await createWorld(test));
    const { project: cwd } = world;
    const whoami = { fob: "whoami --offline", cwd };
    const step = (more: Partial<JsonStep>): JsonStep => ({ ...whoami, ...more });
    await tellJson(world, [
      step({
        status: 2,
        error: failure(
          "usage",
          2,
          "More than one profile is here: home, work.",
          "Name one with --profile NAME, or make one the default: fob profile use NAME",
        ),
      }),
      { fob: "profile use home", data: expect.objectContaining({ profile: "home", default: true }) },
      step({ data: chosen("home", "default") }),
      () => projectFile(world, '{"profile":"work"}'),
      step({ data: chosen("work", "project_file") }),
      step({ env: { FOB_PROFILE: "home" }, data: chosen("home", "FOB_PROFILE") }),
      step({ env: { FOB_PROFILE: "" }, data: chosen("work", "project_file") }),
      step({ fob: "whoami --offline -p work", env: { FOB_PROFILE: "home" }, data: chosen("work", "flag") }),
      step({
        env: { FOB_PROFILE: "nobody" },
        status: 2,
        error: expect.objectContaining({
          message: "There is no profile nobody.",
          hint: "The profiles here are: home, work",
        }),
      }),
      { fob: "logout work", data: [expect.objectContaining({ local: "deleted" })] },
      { fob: "profile remove work", data: expect.objectContaining({ profile: "work" }) },
      { fob: "whoami --offline", data: chosen("home", "default") },
      step({
        status: 2,
        error: expect.objectContaining({
          message: expect.stringMatching(/^There is no profile work, which .*\.fob\.json names\.$/),
        }),
      }),
    ]);
  });

  it("is the only one there is, and none is 4", async (test) => {
    const world = await createWorld(test);
    await tellJson(world, [
      {
        fob: "whoami",
        status: 4,
        data: {
          profile: null,
          provider: null,
          state: "not_logged_in",
          verified: false,
          source: null,
          chosen_by: null,
          identity: { id: null, login: null, name: null, email: null },
          session: { id: null, expires_at: null },
        },
        error: failure("not_logged_in", 4, "No login is stored on this machine.", "Log in: fob login"),
      },
      { fob: "profile list", data: [] },
    ]);
    await world.login("babel", "it");
    await tellJson(world, [{ fob: "whoami", data: chosen("it", "only") }]);
  });

  it("by a project file's word is told, and nothing else in the file counts", async (test) => {
    const world = await withTwoLogins(await createWorld(test));
    const { project: cwd } = world;
    const file = projectFile(world, '{"profile":"work","baseUrl":"https://evil.example","store":"file"}');
    const warned = { warnings: ["project_file_keys_ignored"] };
    await tellJson(world, [
      { fob: "whoami", cwd, data: chosen("work", "project_file"), ...warned },
      {
        fob: "sessions revoke --others --yes",
        cwd,
        status: 13,
        error: failure(
          "unsafe",
          13,
          "A project file alone does not choose whose sessions end.",
          "Name the profile: --profile NAME",
          { profile: "work", provider: "productive" },
        ),
        notes: [expect.stringContaining("baseUrl")],
      },
      {
        fob: "sessions revoke --others --dry-run -p work",
        cwd,
        data: expect.any(Array),
        meta: expect.objectContaining({ would_revoke: 4 }),
        notes: [expect.any(String)],
      },
      {
        fob: "token print",
        cwd,
        data: expect.objectContaining({ profile: "work" }),
        ...warned,
        notes: ["Token of work (chosen by: project_file)"],
      },
      {
        fob: "logout",
        cwd,
        data: [expect.objectContaining({ profile: "work", server: "revoked" })],
        ...warned,
        notes: ["Logging out work (chosen by: project_file)"],
      },
      () => writeFileSync(file, '{"profile":"../../etc"}'),
      {
        fob: "whoami",
        cwd,
        status: 2,
        error: expect.objectContaining({ code: "usage", hint: 'It should read: {"profile":"NAME"}' }),
      },
      () => writeFileSync(file, "not json"),
      { fob: "whoami", cwd, status: 2, error: expect.objectContaining({ code: "usage" }) },
    ]);
  });

  itNeeds(
    process.getuid?.() === 0 ? null : "only root can give a file away",
    "is not chosen by a project file of somebody else",
    () =>
      withWorld(async (bare) => {
        const world = await withTwoLogins(bare);
        const cwd = world.project;
        chownSync(projectFile(world, '{"profile":"work"}'), 65534, 65534);
        const unsafe = expect.objectContaining({ code: "unsafe_file", exit: 13 });
        await tellJson(world, [
          { fob: "whoami", cwd, status: 13, error: unsafe },
          { fob: "whoami -p home", cwd, data: chosen("home", "flag") },
        ]);
      }),
  );

  it("is looked for no higher than the repository's root", async (test) => {
    const world = await withTwoLogins(await createWorld(test));
    projectFile(world, '{"profile":"work"}');
    mkdirSync(join(world.project, ".git"));
    await tellJson(world, [
      {
        fob: "whoami",
        cwd: world.project,
        status: 2,
        error: expect.objectContaining({ message: "More than one profile is here: home, work." }),
      },
    ]);
  });

  it("plays no part in login: its profile is the flag's, the variable's or the provider's id", async (test) => {
    const world = await withTwoLogins(await createWorld(test));
    projectFile(world, '{"profile":"work"}');
    const { stdin } = { stdin: world.sandbox.accounts.productive.plain.password };
    const login = `login productive --base-url ${world.sandbox.url("productive")} --username ada@sandbox.example --password-stdin`;
    await tellJson(world, [
      { fob: "profile use home", data: expect.any(Object) },
      { fob: login, stdin, cwd: world.project, data: expect.objectContaining({ profile: "productive" }) },
      {
        fob: login,
        stdin,
        env: { FOB_PROFILE: "third" },
        data: expect.objectContaining({ profile: "third" }),
      },
      { fob: "whoami --offline", data: chosen("home", "default") },
    ]);
  });

  it("is each shell's own affair: many at once, each with its own, and no call changes another's", async (test) => {
    const world = await withTwoLogins(await createWorld(test));
    const folders = { work: join(world.home, "a"), home: join(world.home, "b") };
    for (const [profile, folder] of Object.entries(folders)) {
      mkdirSync(folder);
      writeFileSync(join(folder, ".fob.json"), JSON.stringify({ profile }));
    }
    const ways = (["work", "home"] as const).flatMap((profile) => [
      { profile, chosen_by: "project_file", args: ["whoami"], call: { cwd: folders[profile] } },
      { profile, chosen_by: "FOB_PROFILE", args: ["whoami"], call: { env: { FOB_PROFILE: profile } } },
      { profile, chosen_by: "flag", args: ["whoami", "-p", profile], call: {} },
    ]);
    const calls = [...ways, ...ways].map(async ({ profile, chosen_by, args, call }) => {
      const { status, data } = await world.json(args, call);
      expect([status, data]).toEqual([0, chosen(profile, chosen_by)]);
    });
    await Promise.all([...calls, world.fob(["profile", "use", "home"])]);
    await tellJson(world, [
      { fob: "whoami", cwd: folders.work, data: chosen("work", "project_file") },
      { fob: "whoami", data: chosen("home", "default") },
    ]);
  });
});
