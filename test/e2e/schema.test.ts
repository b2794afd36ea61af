import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Schema } from "../../src/cli/schema/words.ts";
import type { CallOptions } from "../support/cli.ts";
import { exampleFile } from "../support/provider-file.ts";
import { strictly, validator } from "../support/schemas.ts";
import { createWorld, loginOf } from "./world.ts";

type Json = Readonly<Record<string, unknown>>;

/** The document without one of its keys, once for each key that fob itself names, however deep. */
function withoutEachKey(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return withoutEachKey(value[0]).map((less) => [less]);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const { [key]: _, ...rest } = value as Json;
    const isNamed = !["headers", "settings"].includes(key);
    return [rest, ...(isNamed ? withoutEachKey(inner).map((less) => ({ ...rest, [key]: less })) : [])];
  });
}

it("every command's real JSON is what fob schema says, key for key, and every status has its error", async (test) => {
  const world = await createWorld(test);
  const all = JSON.parse((await world.fob(["schema"])).stdout) as { $defs: Readonly<Record<string, Schema>> };
  const strict = new Map(Object.entries(all.$defs).map(([name, one]) => [name, validator(strictly(one))]));
  const seen = new Set<string>();
  const hold = (document: Json): void => {
    const name = String(document.schema);
    const validate = strict.get(name);
    expect([name, validate?.(document), validate?.errors]).toEqual([name, true, null]);
    const passed = withoutEachKey(document).filter((less) => validate?.(less));
    expect([name, passed]).toEqual([name, []]);
    seen.add(name);
  };
  const call = async (line: string, options: CallOptions = {}) => {
    const called = await world.fob([...line.split(" "), "--json"], { timeoutMs: 90_000, ...options });
    if (called.stdout !== "") hold(JSON.parse(called.stdout));
    if (called.status !== 0) hold(JSON.parse(called.stderr.trimEnd().split("\n").at(-1) ?? ""));
  };
  const { twoFactor } = world.sandbox.accounts.productive;
  const [first, babel] = [loginOf(world.sandbox, "productive"), loginOf(world.sandbox, "babel")];
  const pending = `login productive -p two --base-url ${world.sandbox.url("productive")} --username ${twoFactor.email}`;
  await call("whoami");
  await call("status");
  const file = join(world.home, "fob-provider.json");
  writeFileSync(file, exampleFile());
  await call(`provider add ${file} --yes`);
  await call(`provider test ${file} --base-url ${world.sandbox.url("example")}`);
  await call("provider remove example");
  await call(first.fob, first);
  await call(babel.fob, babel);
  await call(`${pending} --password-stdin`, { stdin: twoFactor.password });
  for (const line of [
    "whoami -p productive",
    "whoami -p two",
    "whoami --all",
    "sessions list -p productive",
    "sessions list --all-profiles",
    "sessions stats -p productive",
    "sessions revoke -p productive --others --dry-run",
    "sessions revoke -p productive 1 2153",
    "sessions revoke -p babel 5",
    "incident revoke --user ada@sandbox.example --dry-run",
    "token machine -p productive --name ci",
    "token machine list -p productive",
    "token machine revoke ci -p productive",
    "token print -p productive",
    "profile list",
    "profile show productive",
    "profile use productive",
    "profile rename babel b",
    "provider list",
    "provider show productive",
    "store status",
    "store use file",
    "store key",
    "store migrate --from keychain --to file",
    "audit on",
    "audit off",
    "audit list",
    "audit verify",
    "doctor",
    "completion bash",
  ]) {
    await call(line);
  }
  await call("otp verify -p two --password-stdin", {
    stdin: twoFactor.password,
    env: { FOB_OTP: twoFactor.otp },
  });
  await call("logout --all");
  await call("profile remove b");
  await call("demo");
  await call("sandbox", { signal: { name: "SIGTERM", afterMs: 3000 } });
  // Moving takes two stores, as in test/cli/commands.test.ts; the others a database: test/e2e/shared-*.test.ts.
  const elsewhere = [
    "fob.store.migrate/v1",
    "fob.store.init/v1",
    "fob.store.rekey/v1",
    "fob.audit.export/v1",
  ];
  expect([...strict.keys()].filter((name) => !seen.has(name)).sort()).toEqual(elsewhere.sort());
}, 240_000);
