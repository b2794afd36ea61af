import { execFileSync } from "node:child_process";
import { rename, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { build } from "rolldown";
import { apart } from "./apart.mjs";
import { lazyChunks } from "./lazy-chunks.mjs";
import { licenceOf, licencesOf, packagesOf } from "./licences.mjs";
import { staticImports } from "./static-imports.mjs";
import { trim } from "./trim.mjs";

// Built beside what is there and put in its place at the end, so that a program that runs meanwhile finds its chunks
// for all but a moment.
const fresh = `dist.${process.pid}`;

// Each file costs a short command a hundredth of a bare start, and so does each 10 KB that it need not have read. So what
// runs in every call is one file, and what may run in one waits in others until it is called (lazy-chunks.mjs).
const later = [
  "src/actions/login-command.ts",
  "src/actions/login-state.ts",
  "src/actions/providers.ts",
  "src/actions/use-login.ts",
  "src/cli/next-command.ts",
  "src/core/duration.ts",
  "src/core/mask.ts",
  "src/core/provider-info.ts",
  "src/core/secret-text.ts",
  "src/platform/audit/files.ts",
  "src/platform/audit/log.ts",
  "src/platform/files/own-file.ts",
  "src/platform/files/user-file.ts",
  "src/platform/random.ts",
  "src/platform/read-bytes.ts",
  "src/platform/sinks/index.ts",
  "src/platform/stdin-lines.ts",
];
const infos = [...staticImports(["src/providers/index.ts"])].filter((path) => path.endsWith("/info.ts"));
const hot = staticImports(
  ["src/main/run.ts", "src/cli/commands/whoami.ts", "src/platform/process-id.ts"],
  [...later, ...infos],
);
const login = staticImports([
  "src/cli/commands/token-print.ts",
  "src/core/answers.ts",
  "src/core/tokens.ts",
  "src/core/pattern.ts",
  "src/core/proof.ts",
  ...infos,
]);
const audit = staticImports(["src/platform/audit/index.ts", "src/platform/audit/invoked-by.ts"]);
const fileStore = staticImports(["src/platform/stores/file/file-store.ts"]);
const keychain = staticImports(["src/platform/stores/keychain/index.ts"]);
const transport = staticImports([
  "src/platform/http/index.ts",
  "src/platform/http/engine.ts",
  "src/platform/http/rate/limiter.ts",
  "src/platform/http/rate/fleet.ts",
]);
const rest = staticImports(later);

// CommonJS chunks: an ES module entry costs a fifth of a bare start on Node 20, and one large file is read and
// compiled whole even when a command needs a tenth of it.
const { output } = await build({
  input: { program: "src/main/run.ts" },
  platform: "node",
  plugins: [trim, lazyChunks],
  // Else a node_modules that is linked from elsewhere changes the order of things.
  resolve: { symlinks: false },
  preserveEntrySignatures: "allow-extension",
  external: ["@napi-rs/keyring", "pg"],
  transform: { target: "node20" },
  output: {
    dir: fresh,
    format: "cjs",
    entryFileNames: "[name].cjs",
    chunkFileNames: "chunks/[name]-[hash].cjs",
    minify: !process.env.PLAIN,
    // Node's own modules by require: import() would load the loader of ES modules.
    dynamicImportInCjs: false,
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        { name: "common", test: (id) => hot.has(id) },
        { name: "login", test: (id) => login.has(id) },
        { name: "audit", test: (id) => audit.has(id) },
        { name: "file-store", test: (id) => fileStore.has(id) },
        { name: "keychain", test: (id) => keychain.has(id) },
        {
          name: "transport",
          test: (id) => transport.has(id) || /node_modules.undici|unused:undici/.test(id),
        },
        { name: "rest", test: (id) => rest.has(id) },
      ],
    },
  },
});
// What answers without the program is one file a call, with its own copy of the little that it takes of the rest.
const alone = {
  main: "src/main.ts",
  "quick-token": "src/main/quick/token.ts",
  "quick-keyring": "src/main/quick/keychain-text.ts",
};
const places = {
  "./main/run.ts": "./program.cjs",
  "./token.ts": "./quick-token.cjs",
  "./keychain-text.ts": "./quick-keyring.cjs",
};
for (const [name, input] of Object.entries(alone)) {
  await build({
    input,
    platform: "node",
    plugins: [apart(places), lazyChunks],
    makeAbsoluteExternalsRelative: false,
    transform: { target: "node20" },
    output: { file: `${fresh}/${name}.cjs`, format: "cjs", minify: !process.env.PLAIN, codeSplitting: false },
  });
}
await writeFile(`${fresh}/help.txt`, answerInFull("--help"));

/** As the program itself gives it into a pipe. */
function answerInFull(...args) {
  const main = JSON.stringify(resolve(fresh, "main.cjs"));
  const code = `require(${main}).mainInFull(process).then((status) => process.exit(status))`;
  return execFileSync(process.execPath, ["-e", code, "fob", ...args], { env: {} });
}

const bundled = packagesOf(output.flatMap(({ modules = {} }) => Object.keys(modules)));
await writeFile(`${fresh}/THIRD-PARTY-LICENSES`, licencesOf(bundled.map(licenceOf)));
await rm("dist", { recursive: true, force: true });
await rename(fresh, "dist");
