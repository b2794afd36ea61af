const { closeSync, constants, openSync, unlinkSync, writeSync } = require("node:fs");
const { randomBytes } = require("node:crypto");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { getRawAsset } = require("node:sea");

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR } = constants;
const library = new Uint8Array(getRawAsset("keyring.node"));

/**
 * Native code is loaded from a file or not at all. This one loses its name before anything is in it: nobody can put
 * another in its place, and however fob ends nothing is left.
 */
function loadFrom(folder) {
  const path = join(folder, `fob-${randomBytes(16).toString("hex")}`);
  const fd = openSync(path, O_CREAT | O_EXCL | O_NOFOLLOW | O_RDWR, 0o600);
  try {
    unlinkSync(path);
    for (let at = 0; at < library.length; ) at += writeSync(fd, library, at);
    process.dlopen(module, `/proc/self/fd/${fd}`);
  } finally {
    closeSync(fd);
  }
}

/** The first folder that is mounted so that code of its files may run. */
function loadFromAny([folder, ...others]) {
  try {
    loadFrom(folder);
  } catch (error) {
    if (others.length === 0) throw error;
    loadFromAny(others);
  }
}

const { XDG_RUNTIME_DIR: own } = process.env;
loadFromAny([...(own ? [own] : []), tmpdir(), "/dev/shm"]);
