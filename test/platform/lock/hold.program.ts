// Takes a lock as its arguments say and tells what came of it: MODE CONFIG_DIR [COUNT].
import {
  closeSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isFobError } from "../../../src/core/errors.ts";
import { realLock } from "./real-lock.ts";

const [mode = "", dir = "", count = "1"] = process.argv.slice(2);
const lock = realLock(dir);
const file = join(dir, "locks", "work.lock");

/** Fails where another process is inside at the same time, and loses counts where reading is not excluded. */
async function addOne(): Promise<void> {
  closeSync(openSync(join(dir, "inside"), "wx"));
  const value = Number(readFileSync(join(dir, "count"), "utf8"));
  await pause(Math.random() * 2);
  writeFileSync(join(dir, "count"), String(value + 1));
  unlinkSync(join(dir, "inside"));
}

/** Leaves the lock as a holder that was killed would: under another nonce, of a process that is no more. */
function leaveDead(): void {
  const holder = { ...JSON.parse(readFileSync(file, "utf8")), pid: 2 ** 22 + 1, nonce: randomNonce() };
  const next = `${file}-next-${process.pid}`;
  writeFileSync(next, JSON.stringify(holder), { mode: 0o600 });
  renameSync(next, file);
}

function randomNonce(): string {
  return Array.from({ length: 24 }, () => Math.floor(Math.random() * 16).toString(16)).join("");
}

async function addMany(after: () => void): Promise<void> {
  for (let n = 0; n < Number(count); n++) {
    await lock.hold("work", async () => {
      await addOne();
      after();
    });
  }
}

const modes: Readonly<Record<string, () => Promise<void>>> = {
  add: () => addMany(() => {}),
  die: () =>
    Promise.all([addMany(leaveDead), addMany(leaveDead), addMany(leaveDead), addMany(leaveDead)]).then(
      () => {},
    ),
  hold: () =>
    lock.hold("work", async () => {
      writeSync(1, "held\n");
      await new Promise((resolve) => process.stdin.once("data", resolve));
    }),
  once: async () => {
    writeSync(1, "ready\n");
    readSync(0, Buffer.alloc(16));
    await lock.hold("work", async () => {});
  },
};

try {
  await modes[mode]?.();
  process.exit(0);
} catch (error) {
  writeSync(2, String(error));
  process.exit(isFobError(error) ? error.exit : 1);
}
