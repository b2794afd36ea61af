import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { expect, it } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import lock from "../../package-lock.json" with { type: "json" };
import { builtProgram } from "../support/built-program.ts";

const root = join(import.meta.dirname, "../..");
const text = { type: "string", minLength: 1 };
const list = (items: object) => ({ type: "array", items });
const needs = (required: readonly string[], properties: object) => ({
  type: "object",
  required,
  properties,
});

/** What CycloneDX 1.5 demands (cyclonedx.org/docs/1.5/json), and of each component a version and a licence too. */
const component = needs(["bom-ref", "type", "name", "version", "licenses"], {
  "bom-ref": text,
  type: { enum: ["application", "library", "platform"] },
  scope: { enum: ["required", "optional"] },
  purl: { type: "string", pattern: "^pkg:" },
  hashes: list(
    needs(["alg", "content"], {
      alg: { enum: ["SHA-256", "SHA-512"] },
      content: { type: "string", pattern: "^[0-9a-f]{64}([0-9a-f]{64})?$" },
    }),
  ),
  licenses: {
    type: "array",
    minItems: 1,
    items: needs(["license"], { license: needs(["id"], { id: { enum: ["MIT", "ISC"] } }) }),
  },
});
const schema = needs(["bomFormat", "specVersion", "version", "metadata", "components", "dependencies"], {
  bomFormat: { const: "CycloneDX" },
  specVersion: { const: "1.5" },
  version: { const: 1 },
  metadata: needs(["component"], { component }),
  components: list(component),
  dependencies: list(needs(["ref", "dependsOn"], { ref: text, dependsOn: list(text) })),
});

interface Sbom {
  readonly metadata: { readonly component: { readonly name: string; readonly "bom-ref": string } };
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly "bom-ref": string;
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

function sbom(): string {
  return execFileSync(process.execPath, ["scripts/sbom.mjs"], { cwd: root, encoding: "utf8" });
}

/** The packages that npm installs with fob, by the lock file: all that is neither fob itself nor for its development. */
function installed(): readonly string[] {
  const entries = Object.entries<{ readonly version?: string; readonly dev?: boolean }>(lock.packages);
  return entries.flatMap(([path, { version, dev }]) =>
    path === "" || dev ? [] : [`${path.replace(/^.*node_modules\//, "")}@${version}`],
  );
}

it("npm run sbom names what is bundled and what is optional, with version and licence, always the same", () => {
  // Builds where nothing is built.
  builtProgram();
  const first = sbom();
  const document: Sbom = JSON.parse(first);
  const ajv = new Ajv();
  expect([ajv.validate(schema, document), ajv.errors]).toEqual([true, null]);
  const licences = readFileSync(join(root, "dist/THIRD-PARTY-LICENSES"), "utf8");
  const bundled = [...licences.matchAll(/^(\S+) (\d\S*) \(.+\)$/gm)].map(([, name, of]) => `${name}@${of}`);
  const refs = document.components.map((one) => one["bom-ref"]);
  expect(document.components.map(({ name, version }) => `${name}@${version}`)).toEqual(refs);
  expect([...refs].sort()).toEqual([...new Set([...bundled, ...installed()])].sort());
  expect(bundled).toContain(`commander@${manifest.devDependencies.commander}`);
  expect(refs).toContain(`@napi-rs/keyring@${manifest.optionalDependencies["@napi-rs/keyring"]}`);
  expect(refs).not.toContain(`vitest@${manifest.devDependencies.vitest}`);
  const own = document.metadata.component;
  expect([own.name, own["bom-ref"]]).toEqual(["fob", `fob@${manifest.version}`]);
  const tree = document.dependencies;
  expect(tree.map(({ ref }) => ref).sort()).toEqual([...refs, own["bom-ref"]].sort());
  expect(tree.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.includes(ref))).toEqual([]);
  expect(sbom()).toBe(first);
}, 60_000);
