import { readFileSync } from "node:fs";
import { join } from "node:path";
import { description, version } from "../../package.json" with { type: "json" };
import { bash } from "../../src/cli/completion/shells/bash.ts";
import { fish } from "../../src/cli/completion/shells/fish.ts";
import { zsh } from "../../src/cli/completion/shells/zsh.ts";
import { type Described, describeAll } from "./described.ts";
import { commandPage, mainPage, pageName } from "./man.ts";
import { between, commandTable, exitTable } from "./tables.ts";

/** Every text that is made of what the commands say of themselves, by its path. */
export async function documents(root: string): Promise<ReadonlyMap<string, string>> {
  const all = await describeAll();
  const now = (name: string) => readFileSync(join(root, name), "utf8");
  const texts: readonly (readonly [string, string])[] = [
    ["package.json", withPages(now("package.json"), all)],
    ["README.md", between(now("README.md"), "commands", commandTable(all))],
    ["docs/contract.md", between(now("docs/contract.md"), "exit statuses", exitTable())],
    ["man/fob.1", mainPage(all, version, description)],
    ...all.map((one): readonly [string, string] => [
      `man/${pageName(one.name)}.1`,
      commandPage(one, version),
    ]),
    // Under the names by which the shells find them, for whoever packages fob.
    ["completions/fob.bash", bash],
    ["completions/_fob", zsh],
    ["completions/fob.fish", fish],
  ];
  return new Map(texts.map(([name, text]) => [join(root, name), text]));
}

/** npm puts into the manual's place what `man` lists one by one; of `directories.man` it does nothing at an install. */
function withPages(manifest: string, all: readonly Described[]): string {
  const pages = ["fob", ...all.map((one) => pageName(one.name))].sort().map((name) => `man/${name}.1`);
  return `${JSON.stringify({ ...JSON.parse(manifest), man: pages }, null, 2)}\n`;
}
