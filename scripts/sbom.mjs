import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** What ships: the packages that npm would install with fob, and those whose code the build has put into it. */
const bundled = new Set(
  [...readFileSync("dist/THIRD-PARTY-LICENSES", "utf8").matchAll(/^(\S+) (\d\S*) \(.+\)$/gm)].map(
    ([, name, version]) => `${name}@${version}`,
  ),
);
const all = sbom();
const installed = new Set(sbom("--omit", "dev").components.map((one) => one["bom-ref"]));
const ships = (one) => installed.has(one["bom-ref"]) || bundled.has(`${one.name}@${one.version}`);
const components = all.components
  .filter(ships)
  .map(({ scope, ...one }) => (installed.has(one["bom-ref"]) ? { ...one, scope } : one));
const missing = [...bundled].filter((id) => !components.some((one) => `${one.name}@${one.version}` === id));
if (missing.length > 0) throw new Error(`Bundled, and not in the lock file: ${missing.join(", ")}`);

const refs = new Set([all.metadata.component["bom-ref"], ...components.map((one) => one["bom-ref"])]);
const dependencies = all.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }));
process.stdout.write(`${JSON.stringify({ ...all, components, dependencies }, null, 2)}\n`);

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
