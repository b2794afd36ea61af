import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { providers } from "../../src/providers/index.ts";
import { exampleFile, exampleWith } from "../support/provider-file.ts";
import { createWorld, type World } from "./world.ts";

const builtIn = providers.map(({ info }) => info.id);
const password = "ada-example-password";
const username = "ada@example.example";

async function worldWithFile(test: Parameters<typeof createWorld>[0], text = exampleFile()) {
  const world = await createWorld(test);
  const file = join(world.home, "fob-provider.json");
  writeFileSync(file, text);
  const kept = join(world.home, ".config/fob/providers/example.json");
  const at = ["--base-url", world.sandbox.url("example")];
  const login = () =>
    world.fob(["login", "example", ...at, "--username", username, "--password-stdin"], { stdin: password });
  return { ...world, file, kept, at, login };
}

async function codeOf(world: Pick<World, "json">, ...args: readonly string[]): Promise<unknown> {
  const { error } = await world.json(args);
  const { code, exit } = (error ?? {}) as { code?: string; exit?: number };
  return { code, exit };
}

function linkInstead(kept: string): void {
  renameSync(kept, `${kept}.real`);
  symlinkSync(`${kept}.real`, kept);
}

describe("a provider that a file describes", () => {
  it("goes the whole way without code of its own", async (test) => {
    const world = await worldWithFile(test);
    const { sandbox, fob, json, file, login } = world;
    const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect((await json(["provider", "add", file, "--yes"])).data).toMatchObject({
      provider: { provider: "example", source: "file", token_variable: "EXAMPLE_TOKEN" },
      sha256,
    });
    expect((await login()).status).toBe(0);
    expect((await json(["whoami"])).data).toMatchObject({
      profile: "example",
      provider: "example",
      identity: { id: "usr_5a4db0c5", login: username, name: "Ada Example", email: username },
      session: { id: expect.stringMatching(/^ses_5a4db0c5/), expires_at: "TIME" },
    });
    for (const profile of ["two", "three"])
      await fob(
        ["login", "example", ...world.at, "--profile", profile, "--username", username, "--password-stdin"],
        {
          stdin: password,
        },
      );
    const rows = (await json(["sessions", "list", "-p", "example"])).data as {
      id: string;
      current: boolean;
    }[];
    expect(rows.map(({ current }) => current).toSorted()).toEqual([false, false, true]);
    const other = rows.find(({ current }) => !current)?.id ?? "";
    expect((await json(["sessions", "revoke", other, "-p", "example"])).data).toMatchObject([
      { result: "revoked" },
    ]);
    const minted = await json(["token", "machine", "--name", "ci", "--read-only", "-p", "example"]);
    expect(minted.data).toMatchObject({ name: "ci", token_type: "api_key", read_only: true });
    const { id, token } = minted.data as { id: string; token: string };
    expect((await json(["token", "machine", "list", "-p", "example"])).data).toMatchObject([
      { id, read_only: true },
    ]);
    const env = { FOB_TOKEN: token, FOB_PROVIDER: "example", FOB_BASE_URL: sandbox.url("example") };
    expect((await json(["whoami"], { env })).data).toMatchObject({ identity: { login: username } });
    expect((await fob(["api", "GET", "/v1/me", "-p", "example"])).stdout).toContain("usr_5a4db0c5");
    expect((await json(["token", "machine", "revoke", id, "-p", "example"])).data).toMatchObject([
      { result: "revoked" },
    ]);
    expect((await json(["logout", "example"])).data).toMatchObject([{ server: "revoked", local: "deleted" }]);
    expect(await codeOf(world, "whoami", "-p", "example")).toEqual({ code: "not_logged_in", exit: 4 });
    expect(sandbox.violations()).toEqual([]);
    expect(JSON.stringify(world.kept)).not.toContain(token);
  });

  it("is in the list, in the completion, and gone once it is removed", async (test) => {
    const world = await worldWithFile(test);
    await world.fob(["provider", "add", world.file, "--yes"]);
    const known = async () =>
      ((await world.json(["provider", "list"])).data as { provider: string }[]).map(
        ({ provider }) => provider,
      );
    expect(await known()).toEqual([...builtIn, "example"]);
    expect((await world.fob(["__complete", "--", "login", "ex"])).stdout).toContain("example\tExample");
    await world.login();
    expect(await codeOf(world, "provider", "remove", "example")).toEqual({ code: "usage", exit: 2 });
    await world.fob(["logout", "example"]);
    expect((await world.json(["provider", "remove", "example"])).data).toEqual({ provider: "example" });
    expect(await known()).toEqual(builtIn);
    expect(await codeOf(world, "provider", "remove", "example")).toEqual({ code: "usage", exit: 2 });
  });

  it("says what is missing where its API has less", async (test) => {
    const world = await worldWithFile(test, exampleWith({ machine_tokens: undefined, logout: undefined }));
    await world.fob(["provider", "add", world.file, "--yes"]);
    await world.login();
    expect(await codeOf(world, "token", "machine", "--name", "x")).toEqual({ code: "unsupported", exit: 14 });
    expect((await world.json(["logout"])).data).toMatchObject([{ server: "unsupported", local: "deleted" }]);
  });
});

describe("a provider file", () => {
  it("is added by a person's yes alone", async (test) => {
    const world = await worldWithFile(test);
    expect(await codeOf(world, "provider", "add", world.file)).toEqual({ code: "input_needed", exit: 2 });
    expect(Object.keys(world.files()).filter((name) => name.includes("providers"))).toEqual([]);
  });

  it.each<[string, (kept: string) => void]>([
    ["was changed", (kept) => appendFileSync(kept, "\n")],
    [
      "names another address",
      (kept) => writeFileSync(kept, exampleWith({ base_url: "https://evil.example" })),
    ],
    ["lost its hash", (kept) => writeFileSync(`${kept}.sha256`, "")],
    ["is a link", linkInstead],
  ])("that %s is refused until it is added again", async (_, change) => {
    const ends: (() => Promise<void>)[] = [];
    const world = await worldWithFile({ onTestFinished: (end) => void ends.push(end) });
    await world.fob(["provider", "add", world.file, "--yes"]);
    await world.login();
    const before = world.sandbox.requests("example").length;
    change(world.kept);
    for (const args of [["whoami"], ["sessions", "list"], ["logout"], ["login", "example"]])
      expect([args, await codeOf(world, ...args)]).toEqual([args, { code: "unsafe_file", exit: 13 }]);
    expect((await world.json(["provider", "list"])).warnings).toEqual(["provider_refused"]);
    expect(world.sandbox.requests("example").slice(before)).toEqual([]);
    for (const end of ends) await end();
  });

  it("that nobody confirmed is refused, and harms no other provider", async (test) => {
    const world = await worldWithFile(test);
    mkdirSync(join(world.kept, ".."), { recursive: true, mode: 0o700 });
    writeFileSync(world.kept, exampleFile());
    expect(await codeOf(world, "login", "example", ...world.at)).toEqual({ code: "unsafe_file", exit: 13 });
    expect((await world.json(["provider", "show", "productive"])).status).toBe(0);
    expect((await world.json(["provider", "add", world.kept, "--yes"])).status).toBe(0);
    expect(statSync(`${world.kept}.sha256`).mode & 0o777).toBe(0o600);
    expect(readFileSync(world.kept, "utf8")).toBe(exampleFile());
  });

  it.each([
    ["a built-in id", { id: "amity" }],
    ["a built-in alias", { id: "socialplus" }],
    ["a built-in name", { name: "pRoductive" }],
  ])("takes no %s", async (_, changes) => {
    const ends: (() => Promise<void>)[] = [];
    const world = await worldWithFile({ onTestFinished: (end) => void ends.push(end) }, exampleWith(changes));
    expect(await codeOf(world, "provider", "add", world.file, "--yes")).toEqual({ code: "usage", exit: 2 });
    expect(await codeOf(world, "provider", "test", world.file)).toEqual({ code: "usage", exit: 2 });
    for (const end of ends) await end();
  });
});
