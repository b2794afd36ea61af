import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { version } from "../../package.json" with { type: "json" };
import { cleanEnv, newHome, removeHome } from "../support/cli.ts";
import { tempFolder } from "../support/temp-folder.ts";

const root = join(import.meta.dirname, "../..");
const mostBytes = 1_000_000;

interface Packed {
  readonly file: string;
  readonly names: readonly string[];
  readonly bytes: number;
}

/** A copy of the sources, built and packed as by whoever releases it. */
function pack(): Packed {
  const folder = tempFolder("fob-pack-");
  const from = ["bin", "src", "scripts", "man", "completions", "package.json", "README.md", "LICENSE"];
  for (const name of from) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  execFileSync(process.execPath, ["scripts/build.mjs"], { cwd: folder, stdio: "pipe" });
  const said = execFileSync("npm", ["pack", "--json", "--ignore-scripts"], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [{ filename, files, unpackedSize }] = JSON.parse(said);
  return {
    file: join(folder, filename),
    names: files.map(({ path }: { path: string }) => path).sort(),
    bytes: unpackedSize,
  };
}

function manPages({ names }: Packed): readonly string[] {
  return names.filter((name) => /^man\/[\w-]+\.\d$/.test(name));
}

let first: Packed;

beforeAll(() => {
  first = pack();
}, 120_000);

it("holds the program, its manual, its completions, its licences, and nothing else", () => {
  const chunks = first.names.filter((name) => /^dist\/chunks\/[\w-]+\.cjs$/.test(name));
  const pages = manPages(first);
  const others = first.names.filter((name) => !chunks.includes(name) && !pages.includes(name));
  expect(others).toEqual([
    "LICENSE",
    "README.md",
    "bin/fob.js",
    "bin/package.json",
    "completions/_fob",
    "completions/fob.bash",
    "completions/fob.fish",
    "dist/THIRD-PARTY-LICENSES",
    "dist/help.txt",
    "dist/main.cjs",
    "dist/program.cjs",
    "dist/quick-keyring.cjs",
    "dist/quick-token.cjs",
    "package.json",
  ]);
  expect(chunks.length).toBeGreaterThan(10);
  expect(pages.length).toBeGreaterThan(0);
  expect(first.bytes).toBeLessThan(mostBytes);
});

it("is the same, byte for byte, from another folder", () => {
  const hash = ({ file }: Packed) => createHash("sha256").update(readFileSync(file)).digest("hex");
  expect(hash(pack())).toBe(hash(first));
}, 120_000);

it("installs without scripts and without the network, needs nothing but the keychain's library, and runs", () => {
  const home = newHome();
  try {
    const env = cleanEnv(home, { npm_config_offline: "true", npm_config_audit: "false" });
    const run = (command: string, ...args: string[]) =>
      execFileSync(command, args, { cwd: home, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    run("npm", "install", "--prefix", home, "--ignore-scripts", "--omit=optional", "--no-fund", first.file);
    const installed = readdirSync(join(home, "node_modules")).filter((name) => !name.startsWith("."));
    expect(installed).toEqual(["fob"]);
    expect(run("npx", "--offline", "fob", "--version")).toBe(`${version}\n`);
    run("npm", "install", "--global", "--prefix", home, "--ignore-scripts", "--omit=optional", first.file);
    const pages = readdirSync(join(home, "share/man/man1"));
    expect(pages.map((name) => `man/${name}`).sort()).toEqual(manPages(first));
    const program = join(home, "node_modules/.bin/fob");
    expect(existsSync(program)).toBe(true);
    expect(run(program, "provider", "list").split("\n")).toHaveLength(5);
    expect(run(program, "--help")).toContain("Usage: fob");
  } finally {
    removeHome(home);
  }
}, 120_000);

// Both cannot fetch the optional packages, which are in no cache of this home.
it.each([
  ["offline", { npm_config_offline: "true" }],
  [
    "with the registry out of reach",
    { npm_config_registry: "http://127.0.0.1:9/", npm_config_fetch_retries: "0" },
  ],
])(
  "npx runs it in an empty folder, %s",
  (_, config) => {
    const home = newHome();
    try {
      const env = cleanEnv(home, { npm_config_update_notifier: "false", ...config });
      const args = ["--yes", "--package", first.file, "--", "fob", "--version"];
      const { status, stdout } = spawnSync("npx", args, { cwd: home, env, encoding: "utf8" });
      expect([status, stdout]).toEqual([0, `${version}\n`]);
      expect(readdirSync(home).filter((name) => !name.startsWith("."))).toEqual([]);
    } finally {
      removeHome(home);
    }
  },
  120_000,
);
