import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { version } from "../../package.json" with { type: "json" };
import { builtProgram, isExecutable } from "../support/built-program.ts";
import { runChild } from "../support/child.ts";
import { newHome, removeHome } from "../support/cli.ts";

const root = join(import.meta.dirname, "../..");
const program = builtProgram();
const beside = (name: string) => readFileSync(join(dirname(program), name), "utf8");

// Of what `npm run build:binary` makes, by `npm run test:binary`.
describe.runIf(isExecutable(program))("the executable", () => {
  it("needs no Node, takes no argument as one of Node's, and has the parts that are packages elsewhere", async () => {
    const home = newHome();
    const fob = async (...args: readonly string[]) => {
      const { code, out, err } = await runChild([program, ...args], { HOME: home, PATH: "/nowhere" });
      return [code, out || err];
    };
    try {
      expect(await fob("--version")).toEqual([0, `${version}\n`]);
      expect(await fob("-p")).toEqual([2, expect.stringContaining("fob: ")]);
      expect(await fob("--eval", "1")).toEqual([2, expect.stringContaining("fob: ")]);
      expect(await fob("completion", "bash")).toEqual([0, expect.stringContaining("fob __complete")]);
      expect(await fob("store", "init", "--url", "postgres://u@127.0.0.1:9/fob")).toEqual([
        9,
        expect.stringContaining("ECONNREFUSED"),
      ]);
    } finally {
      removeHome(home);
    }
  });

  it("reads nothing that lies beside it", async () => {
    const home = newHome();
    try {
      const copy = join(home, "fob");
      cpSync(program, copy);
      writeFileSync(join(home, "help.txt"), "Not by fob.\n");
      mkdirSync(join(home, "node_modules/pg"), { recursive: true });
      writeFileSync(join(home, "node_modules/pg/index.js"), "console.log('Not by fob.');");
      const env = { HOME: home, PATH: "/nowhere" };
      for (const args of [["--help"], ["store", "init", "--url", "postgres://u@127.0.0.1:9/fob"]]) {
        const { out, err } = await runChild([copy, ...args], env);
        expect(out + err).not.toContain("Not by fob.");
      }
    } finally {
      removeHome(home);
    }
  });

  it("comes with the licences of all that is in it, and with their list", () => {
    const licences = beside("THIRD-PARTY-LICENSES");
    const { components } = JSON.parse(beside("sbom.cdx.json"));
    const node = process.versions.node;
    for (const name of [`node ${node}`, "undici 7.30.2", "pg 8.23.1", "@napi-rs/keyring-linux-x64-gnu 2.1.2"])
      expect(licences).toContain(`\n${name} (MIT)\n`);
    expect(licences).toContain("Copyright Node.js contributors");
    const names = components.map((one: { name: string; version: string }) => `${one.name} ${one.version}`);
    const named = [...licences.matchAll(/^(\S+ \d\S*) \(.+\)$/gm)].map(([, name]) => name);
    expect([...names].sort()).toEqual([...named].sort());
    const [{ hashes }] = components.filter(({ name }: { name: string }) => name === "node");
    expect(hashes).toEqual([{ alg: "SHA-256", content: sha256(readFileSync(process.execPath)) }]);
  });

  it("is the same, byte for byte, from another folder", () => {
    const folder = mkdtempSync(join(tmpdir(), "fob-binary-again-"));
    try {
      for (const name of ["bin", "src", "scripts", "package.json", "package-lock.json"])
        cpSync(join(root, name), join(folder, name), { recursive: true });
      symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
      execFileSync("npm", ["run", "--silent", "build:binary"], { cwd: folder, stdio: "pipe" });
      for (const name of ["fob", "sbom.cdx.json", "THIRD-PARTY-LICENSES"]) {
        const [again, first] = [join(folder, "binary"), dirname(program)].map((at) =>
          sha256(readFileSync(join(at, name))),
        );
        expect([name, again]).toEqual([name, first]);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
