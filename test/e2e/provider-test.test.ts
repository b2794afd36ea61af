import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { exampleFile, exampleWith } from "../support/provider-file.ts";
import { createWorld, plainLogin } from "./world.ts";

interface Row {
  readonly check: string;
  readonly result: string;
}

function having(data: unknown, result: string): readonly string[] {
  return (data as readonly Row[]).filter((row) => row.result === result).map(({ check }) => check);
}

const atOnce = { timeout: 60_000 };

it.concurrent.each([
  ["productive", []],
  ["pixwel", ["lists sessions", "mints, lists and revokes a machine token", "logs out"]],
  ["amity", ["lists sessions", "mints, lists and revokes a machine token"]],
  ["babel", ["lists sessions"]],
] as const)("%s passes, but for what it has not: %j", atOnce, async (id, missing) => {
  const ends: (() => Promise<void>)[] = [];
  const world = await createWorld({ onTestFinished: (end) => void ends.push(end) });
  const { args, stdin } = plainLogin(world.sandbox, id);
  const { status, data, meta } = await world.json(["provider", "test", id, ...args.slice(2)], { stdin });
  expect([status, having(data, "fail"), having(data, "skipped")]).toEqual([0, [], missing]);
  expect(meta).toMatchObject({ failed: 0, skipped: missing.length });
  expect(world.sandbox.violations()).toEqual([]);
  expect(Object.keys(world.kept()).filter((name) => !name.includes("/rate/"))).toEqual([]);
  for (const end of ends) await end();
});

async function tried(changes: Readonly<Record<string, unknown>>, ...more: readonly string[]) {
  const ends: (() => Promise<void>)[] = [];
  const world = await createWorld({ onTestFinished: (end) => void ends.push(end) });
  const file = join(world.home, "file.json");
  writeFileSync(file, Object.keys(changes).length === 0 ? exampleFile() : exampleWith(changes));
  const answer = await world.json(
    ["provider", "test", file, ...more.map((word) => word.replace("URL", world.sandbox.url("example")))],
    {
      stdin: "ada-example-password",
    },
  );
  for (const end of ends) await end();
  return {
    status: answer.status,
    failed: having(answer.data, "fail"),
    skipped: having(answer.data, "skipped"),
  };
}

const whole = ["--base-url", "URL", "--username", "ada@example.example", "--password-stdin"];

it.concurrent.each<[string, Readonly<Record<string, unknown>>, readonly string[], object]>([
  ["passes", {}, whole, { status: 0, failed: [], skipped: [] }],
  ["needs no server", {}, [], { status: 0, failed: [], skipped: ["refuses a wrong secret"] }],
  ["needs no login", {}, ["--base-url", "URL"], { status: 0, failed: [], skipped: ["logs in"] }],
  [
    "with a wrong path of login fails",
    { "login.request": "POST /v1/login" },
    whole,
    { status: 3, failed: ["refuses a wrong secret", "logs in"], skipped: ["the rest"] },
  ],
  [
    "with a wrong place of the token fails",
    { "login.token": "session.id" },
    whole,
    { status: 3, failed: ["logs in", "puts no secret into an address"], skipped: ["the rest"] },
  ],
  [
    "with ids of another form fails",
    { "sessions.id.pattern": "[0-9]{1,9}" },
    whole,
    { status: 3, failed: ["revokes a session"], skipped: [] },
  ],
  [
    "with an id that may climb fails",
    { "sessions.id.pattern": "[a-z.]{1,9}" },
    [],
    {
      status: 3,
      failed: ["lets no id climb out of its place in an address"],
      skipped: ["refuses a wrong secret"],
    },
  ],
  [
    "with one page of many for the whole list fails",
    { "sessions.list.fields.id": "user_id" },
    whole,
    { status: 3, failed: ["lists sessions"], skipped: ["revokes a session"] },
  ],
  [
    "with the logout of another fails",
    { "logout.request": "DELETE /v1/tokens/{session_id}" },
    whole,
    { status: 3, failed: ["logs out"], skipped: [] },
  ],
])("a file %s", atOnce, async (_, changes, args, expected) => {
  expect(await tried(changes, ...args)).toEqual(expected);
});
