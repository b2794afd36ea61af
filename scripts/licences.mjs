import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const named = /^(licen[cs]e|notice)([-.].*)?$/i;

/** What the licences of the packages in the folders ask to be handed on with their code. */
export function licencesOf(folders) {
  const parts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const files = readdirSync(folder)
      .filter((file) => named.test(file))
      .sort();
    const texts = files.map((file) =>
      readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim(),
    );
    return `${name} ${version} (${license})\n\n${texts.join("\n\n") || "The package has no licence file of its own."}`;
  });
  return `fob holds code of these packages.\n\n${parts.join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}

/** The folders of the packages that these modules are from. */
export function packagesOf(ids) {
  const folders = ids.flatMap((id) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []);
  return [...new Set(folders)].sort();
}
