import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "rolldown";
import { packagesOf } from "../licences.mjs";

const own = import.meta.dirname;

/**
 * The built program, its optional packages and the loader as one script, whose parts are compiled when they are first
 * required; and the folders of the packages that dist/ has not.
 */
export async function singleFile(dist) {
  const chunks = readdirSync(join(dist, "chunks"), { encoding: "utf8" }).sort();
  const files = [
    "main.cjs",
    "program.cjs",
    "quick-token.cjs",
    "quick-keyring.cjs",
    ...chunks.map((name) => join("chunks", name)),
  ];
  const pg = await bundled("node_modules/pg/lib/index.js");
  const parts = [
    ...files.map((name) => [basename(name), readFileSync(join(dist, name), "utf8")]),
    ["pg", pg.code],
    ["@napi-rs/keyring", readFileSync(join(own, "keyring.cjs"), "utf8")],
  ];
  const members = parts.map(
    ([name, text]) =>
      `${JSON.stringify(name)}: (exports, require, module, __filename, __dirname) => {\n${text}\n},`,
  );
  const script = [
    readFileSync(join(own, "loader.cjs"), "utf8"),
    `const load = loaderOf({\n${members.join("\n")}\n}, require);`,
    readFileSync(join(own, "entry.cjs"), "utf8"),
  ];
  return { text: script.join("\n"), packages: pg.packages };
}

/** What pg would load in other worlds is left to fail there as it does where pg is installed without it. */
async function bundled(input) {
  const { output } = await build({
    input,
    platform: "node",
    resolve: { symlinks: false },
    logLevel: "warn",
    external: ["pg-native", "pg-cloudflare"],
    write: false,
    output: { format: "cjs", minify: true, codeSplitting: false },
  });
  const [{ code, modules }] = output;
  return { code, packages: packagesOf(Object.keys(modules)) };
}
