import { rename, rm, writeFile } from "node:fs/promises";
import { build } from "rolldown";
import { licencesOf, packagesOf } from "./licences.mjs";
import { staticImports } from "./static-imports.mjs";
import { trim } from "./trim.mjs";

// Built beside what is there and put in its place at the end, so that a program that runs meanwhile finds its chunks
// for all but a moment.
const fresh = `dist.${process.pid}`;

// Each file costs a short command a hundredth of a bare start, so what the commonest calls load is one.
const common = staticImports([
  "src/main/run.ts",
  "src/cli/commands/whoami.ts",
  "src/cli/commands/token-print.ts",
  "src/core/answers.ts",
  "src/core/tokens.ts",
  "src/core/pattern.ts",
  "src/core/proof.ts",
]);
const fileStore = staticImports(["src/platform/stores/file/file-store.ts"]);
const keychain = staticImports(["src/platform/stores/keychain/index.ts"]);
const audit = staticImports(["src/platform/audit/index.ts", "src/platform/audit/invoked-by.ts"]);
const transport = staticImports([
  "src/platform/http/index.ts",
  "src/platform/http/engine.ts",
  "src/platform/http/rate/limiter.ts",
]);

// CommonJS chunks: an ES module entry costs a fifth of a bare start on Node 20, and one large file is read and
// compiled whole even when a command needs a tenth of it.
const { output } = await build({
  input: { main: "src/main.ts" },
  platform: "node",
  plugins: [trim],
  preserveEntrySignatures: "allow-extension",
  external: ["@napi-rs/keyring", "pg"],
  transform: { target: "node20" },
  output: {
    dir: fresh,
    format: "cjs",
    entryFileNames: "[name].cjs",
    chunkFileNames: "chunks/[name]-[hash].cjs",
    minify: true,
    // Node's own modules by require: import() would load the loader of ES modules.
    dynamicImportInCjs: false,
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: [
        { name: "common", test: (id) => common.has(id) || id.includes("rolldown/runtime") },
        { name: "file-store", test: (id) => fileStore.has(id) },
        { name: "keychain", test: (id) => keychain.has(id) },
        { name: "audit", test: (id) => audit.has(id) },
        { name: "transport", test: (id) => transport.has(id) || /node_modules.undici/.test(id) },
      ],
    },
  },
});
const bundled = packagesOf(output.flatMap(({ modules = {} }) => Object.keys(modules)));
await writeFile(`${fresh}/THIRD-PARTY-LICENSES`, licencesOf(bundled));
await rm("dist", { recursive: true, force: true });
await rename(fresh, "dist");
