import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { runChild } from "../support/child.ts";
import { itNeeds, without } from "../support/needs.ts";

const root = join(import.meta.dirname, "../..");

/** What the executable does for the keychain's library, with the library from its package in place of the asset. */
const program = `
const { readFileSync } = require("node:fs");
const text = readFileSync(${JSON.stringify(join(root, "scripts/binary/keyring.cjs"))}, "utf8");
const library = readFileSync(require.resolve("@napi-rs/keyring-linux-x64-gnu", { paths: [${JSON.stringify(root)}] }));
const asset = new Uint8Array(library).buffer;
const sea = { getRawAsset: () => asset };
const built = (name) => name === "node:sea" ? sea : require(name);
const loaded = { exports: {} };
new Function("require", "module", text)(built, loaded);
console.log(typeof loaded.exports.AsyncEntry);
`;
const command = [process.execPath, "-e", program];

function folders() {
  const home = mkdtempSync(join(tmpdir(), "fob-places-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const [runtime, temp] = [join(home, "runtime"), join(home, "temp")];
  mkdirSync(runtime);
  mkdirSync(temp);
  return { runtime, temp, left: () => [...readdirSync(runtime), ...readdirSync(temp)] };
}

const onLinux = process.platform === "linux" && process.arch === "x64" ? null : "it is for Linux on x64";

itNeeds(
  onLinux,
  "the keychain's library is loaded from a file that has no name, and nothing is left",
  async () => {
    const { runtime, temp, left } = folders();
    const { code, out } = await runChild(command, { XDG_RUNTIME_DIR: runtime, TMPDIR: temp });
    expect([code, out, left()]).toEqual([0, "function\n", []]);
  },
);

itNeeds(onLinux, "a folder that is not there is passed over", async () => {
  const { temp, left } = folders();
  for (const env of [
    { TMPDIR: temp },
    { XDG_RUNTIME_DIR: "/nowhere", TMPDIR: temp },
    { TMPDIR: "/nowhere" },
  ]) {
    const { code, out } = await runChild(command, env);
    expect([env, code, out, left()]).toEqual([env, 0, "function\n", []]);
  }
});

const unshare = process.getuid?.() === 0 ? ["unshare", "-m"] : ["unshare", "-rm"];
const noMount = without([...unshare, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], "unshare -m");

itNeeds(onLinux ?? noMount, "so is one whose files may not run; where all are so, it fails", async () => {
  const { runtime, temp, left } = folders();
  const closed = (folder: string) => `mount -t tmpfs -o noexec tmpfs ${folder} && `;
  const run = (mounts: string) =>
    runChild([...unshare, "sh", "-c", `${mounts} exec "$@"`, "sh", ...command], {
      PATH: process.env.PATH,
      XDG_RUNTIME_DIR: runtime,
      TMPDIR: temp,
    });
  const second = await run(closed(runtime));
  expect([second.code, second.out, left()]).toEqual([0, "function\n", []]);
  const none = await run([runtime, temp, "/dev/shm"].map(closed).join(""));
  expect([none.code, none.out, left()]).toEqual([1, "", []]);
  expect(none.err).toContain("failed to map segment");
});
