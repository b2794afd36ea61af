import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const named = /^(licen[cs]e|notice)([-.].*)?$/i;
const rule = `\n\n${"-".repeat(80)}\n\n`;

/** What the licences ask to be handed on with the code. */
export function licencesOf(licences) {
  return `fob holds code of these packages.\n\n${licences.join(rule)}\n`;
}

/** The same with more of them. */
export function withLicences(text, licences) {
  return `${[text.trimEnd(), ...licences].join(rule)}\n`;
}

/** What a package's folder says of its licence. */
export function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder)
    .filter((file) => named.test(file))
    .sort();
  return licence(
    { name, version, license },
    files.map((file) => readFileSync(join(folder, file), "utf8")),
  );
}

/** `scripts/sbom.mjs` reads the first line. */
export function licence({ name, version, license }, texts) {
  const said = texts.map((text) => text.replaceAll("\r\n", "\n").trim()).join("\n\n");
  return `${name} ${version} (${license})\n\n${said || "The package has no licence file of its own."}`;
}

/** The folders of the packages that these modules are from. */
export function packagesOf(ids) {
  const folders = ids.flatMap((id) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? []);
  return [...new Set(folders)].sort();
}
