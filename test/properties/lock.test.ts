import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll } from "vitest";
import { claim } from "../../src/platform/lock/claim.ts";
import { encodeHolder, newHolder } from "../../src/platform/lock/lock-file.ts";
import { fateOf, type ProcessId, thisProcess } from "../../src/platform/process-id.ts";
import { property } from "../support/property.ts";

const me = thisProcess();
/** Beyond the largest pid that Linux gives out (PID_MAX_LIMIT). */
const nobody = 2 ** 22 + 1;

const others = fc.record<ProcessId>({
  pid: fc.constantFrom(me.pid, nobody, 1),
  start: fc.constantFrom(me.start, null, "1", "99999999999"),
  boot: fc.constantFrom(me.boot, null, "another-boot"),
  host: fc.constantFrom(me.host, "another-host", ""),
  pidNamespace: fc.constantFrom(me.pidNamespace, null, "pid:[1]"),
});

/** Dead is only what can be shown to be: the same host, and a boot that is over or a pid seen from here that is not it. */
function isProvablyDead(other: ProcessId): boolean {
  if (other.host !== me.host) return false;
  if (other.boot !== me.boot) return other.boot !== null && me.boot !== null;
  if (other.pidNamespace !== me.pidNamespace) return false;
  if (other.pid === nobody) return true;
  const isMe = other.pid === me.pid && other.start === me.start;
  return !isMe && other.start !== null;
}

property(
  "any holder of a lock",
  "dead by evidence alone",
  fc.property(others, (other) => (fateOf(other, me) === "dead") === isProvablyDead(other)),
);

// In memory where that can be had: it is written anew for each case.
const dir = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "fob-claim-"));
afterAll(() => rmSync(dir, { recursive: true }));

const nonce = "0123456789abcdef01234567";
const garbage = fc.oneof(
  fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom("null", "{}", "[]", "7", '{"v":1}', '{"v":1,"pid":0}').map((text) => Buffer.from(text)),
  fc
    .tuple(others, fc.nat({ max: 200 }))
    .map(([other, length]) => encodeHolder({ ...other, nonce }).subarray(0, length)),
);

const mine = newHolder(me);
const path = join(dir, "work.lock");
const live = others
  .filter((other) => !isProvablyDead(other))
  .map((other) => encodeHolder({ ...other, nonce }));
property(
  "anything in a lock file",
  "what may live is not robbed",
  fc.property(fc.oneof(garbage, live), (bytes) => {
    const text = bytes.toString("utf8");
    fc.pre(!isWholeAndDead(text));
    writeFileSync(path, bytes, { mode: 0o600 });
    const outcome = claim(path, mine);
    return outcome !== "ours" && readFileSync(path).equals(bytes);
  }),
);

function isWholeAndDead(text: string): boolean {
  try {
    const value = JSON.parse(text);
    return value?.nonce === nonce && isProvablyDead(value);
  } catch {
    return false;
  }
}
