import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/**
 * What ships with the package: what npm would install with fob, and what the build has put into it. With `--binary`,
 * what is in the executable: the same, whole, and Node. No date and no random number, so that it can be compared.
 */
const isBinary = process.argv.includes("--binary");
const { name: self } = JSON.parse(readFileSync("package.json", "utf8"));
const licences = isBinary ? "binary/THIRD-PARTY-LICENSES" : "dist/THIRD-PARTY-LICENSES";
const bundled = new Set(
  [...readFileSync(licences, "utf8").matchAll(/^(\S+) (\d\S*) \(.+\)$/gm)].map(
    ([, name, version]) => `${name}@${version}`,
  ),
);
const { serialNumber: _, ...all } = sbom();
const installed = new Set(isBinary ? [] : sbom("--omit", "dev").components.map((one) => one["bom-ref"]));
const components = [...all.components.flatMap(shipped), ...(isBinary ? [nodeItself()] : [])];
const missing = [...bundled].filter((id) => !components.some((one) => `${one.name}@${one.version}` === id));
if (missing.length > 0) throw new Error(`Bundled, and not in the lock file: ${missing.join(", ")}`);

const { timestamp: __, component: program, ...metadata } = all.metadata;
// npm calls it by the folder that it is built in.
const component = { ...program, type: "application", name: self };
const root = program["bom-ref"];
const refs = new Set([root, ...components.map((one) => one["bom-ref"])]);
const dependencies = all.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }));
if (isBinary) {
  const [node] = components.slice(-1);
  dependencies.find(({ ref }) => ref === root).dependsOn.push(node["bom-ref"]);
  dependencies.push({ ref: node["bom-ref"], dependsOn: [] });
}
const document = { ...all, metadata: { ...metadata, component }, components, dependencies };
process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);

function shipped({ scope, ...one }) {
  if (installed.has(one["bom-ref"])) return [{ ...one, scope }];
  return bundled.has(`${one.name}@${one.version}`) ? [one] : [];
}

function nodeItself() {
  const version = process.versions.node;
  const content = createHash("sha256").update(readFileSync(process.execPath)).digest("hex");
  return {
    "bom-ref": `node@${version}`,
    type: "platform",
    name: "node",
    version,
    purl: `pkg:generic/node@${version}`,
    hashes: [{ alg: "SHA-256", content }],
    licenses: [{ license: { id: "MIT" } }],
  };
}

function sbom(...flags) {
  const args = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only", ...flags];
  return JSON.parse(
    execFileSync("npm", args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 64 * 1024 * 1024,
    }),
  );
}
