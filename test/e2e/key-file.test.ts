import { chmodSync, chownSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { programForAnyone } from "../support/built-program.ts";
import { runChild } from "../support/child.ts";
import { cleanEnv } from "../support/cli.ts";
import { itNeeds, without } from "../support/needs.ts";
import { failure, tellJson } from "./tell.ts";
import { createWorld, type World, withWorld } from "./world.ts";

const exposed = (key: string) => `warning: Other users can read the key of the file store: ${key}\n`;
const program = programForAnyone();
const keyOf = ({ env }: World) => env.FOB_STORE_KEY_FILE ?? "";

async function whoami(world: World, wrapper: readonly string[]) {
  const { code, err } = await runChild([...wrapper, ...program, "whoami"], cleanEnv(world.home, world.env));
  return [code, err];
}

it("a store key that others can read is refused, with what closes it", async (test) => {
  const world = await createWorld(test);
  await world.login("productive");
  const key = keyOf(world);
  const about = { provider: "productive", profile: "productive" };
  const hint = `Close it, and replace what is in it if others may have read that: chmod 600 '${key}'`;
  const error = failure("unsafe_file", 13, `${key} is open to other users (mode 0644).`, hint, about);
  await tellJson(world, [
    () => chmodSync(key, 0o644),
    { fob: "whoami", status: 13, data: expect.objectContaining({ state: "unverified" }), error },
    () => chmodSync(key, 0o600),
    { fob: "whoami", data: expect.objectContaining({ state: "active" }) },
  ]);
});

it("the file store works with a key that opens one of its logins, and not with another", async (test) => {
  const world = await createWorld(test);
  await world.login("productive");
  await world.login("amity");
  const file = async (key: string) => {
    const { data } = await world.json(["store", "status"], { env: { FOB_STORE_KEY_FILE: key } });
    return (data as { store: string }[]).find(({ store }) => store === "file");
  };
  const another = join(world.home, "another-key");
  writeFileSync(another, (await world.fob(["store", "key"])).stdout, { mode: 0o600 });
  expect(await file(another)).toMatchObject({
    state: "unavailable",
    reason: expect.stringContaining("the store key is not the one that it was written with"),
    profiles: ["amity", "productive"],
  });
  expect(await file(keyOf(world))).toMatchObject({ state: "works", reason: null });
  const secrets = join(world.home, ".config/fob/secrets");
  const [damaged = ""] = readdirSync(secrets).filter((name) => name.startsWith("amity"));
  writeFileSync(join(secrets, damaged), "{}");
  expect(await file(keyOf(world))).toMatchObject({ state: "works", reason: null });
});

itNeeds(
  without(["unshare", "-rm", "sh", "-c", "mount --bind /etc/passwd /etc/passwd"], "unshare -rm and mount"),
  "a store key that is mounted open and read-only is used, with a warning",
  () =>
    withWorld(async (world) => {
      await world.login("productive");
      const key = keyOf(world);
      chmodSync(key, 0o444);
      const mount = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"';
      expect(await whoami(world, ["unshare", "-rm", "sh", "-c", mount, key])).toEqual([0, exposed(key)]);
    }),
);

itNeeds(
  process.getuid?.() === 0 ? without(["setpriv", "--version"]) : "only root can give files away",
  "a store key of root's that is mounted for a user is used, with a warning where all can read it",
  () =>
    withWorld(async (world) => {
      await world.login("productive");
      const key = keyOf(world);
      const all = readdirSync(world.home, { recursive: true, encoding: "utf8" }).map((name) =>
        join(world.home, name),
      );
      for (const path of [world.home, ...all]) if (path !== key) chownSync(path, 54321, 54321);
      chownSync(key, 0, 54321);
      const user = ["setpriv", "--reuid", "54321", "--regid", "54321", "--clear-groups"];
      const ended = [];
      for (const mode of [0o444, 0o440, 0o464]) {
        chmodSync(key, mode);
        ended.push(await whoami(world, user));
      }
      expect(ended).toEqual([
        [0, exposed(key)],
        [0, ""],
        [13, expect.stringContaining(`fob: ${key} is open to other users (mode 0464).\n`)],
      ]);
    }),
);
