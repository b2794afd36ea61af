import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** What the build said when it failed; "" where it did not. */
    readonly buildFailure: string;
  }
}

const root = join(import.meta.dirname, "../..");

/** Builds where `npm test` has not: once a run, and only where what is built is older than what it is built of. */
export function setup(project: TestProject): void {
  project.provide("buildFailure", process.env.FOB_TEST_PROGRAM || isFresh() ? "" : build());
}

function isFresh(): boolean {
  const built = join(root, "dist/main.cjs");
  if (!existsSync(built)) return false;
  const files = ["src", "scripts"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  );
  const builtAt = statSync(built).mtimeMs;
  return [...files, "package.json"].every((name) => statSync(join(root, name)).mtimeMs <= builtAt);
}

/** A build that fails fails the tests that need the program, and no other. */
function build(): string {
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "build"], {
    cwd: root,
    encoding: "utf8",
  });
  return status === 0 ? "" : `The build failed.\n${stdout}${stderr}`;
}
