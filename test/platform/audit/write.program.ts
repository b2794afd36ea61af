// Writes to the log as its arguments say: CONFIG_DIR MODE COUNT [MAX_BYTES]. Tells of each record when it is written.
import { readSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { AuditEntry } from "../../../src/core/audit.ts";
import { createAudit } from "../../../src/platform/audit/index.ts";
import { inTurn } from "../../../src/platform/audit/turn.ts";
import { systemClock } from "../../../src/platform/clock.ts";

const [configDir = "", mode = "", count = "1", maxBytes = "2000000"] = process.argv.slice(2);
const entry = (id: string): AuditEntry => ({
  ...{ action: "print", profile: "work", provider: "acme", ids: [`${process.pid}-${id}`] },
  ...{ result: "printed", error: null, exit: 0 },
});
const audit = createAudit({
  folder: () => join(configDir, "audit"),
  clock: systemClock,
  random: Math.random,
  isOn: async () => true,
  redact: (text) => text,
  invokedBy: () => "sh",
  warn: ({ message }) => void writeSync(2, `${message}\n`),
  limits: { maxBytes: Number(maxBytes), maxFiles: 1000 },
  ...(mode === "crowd" ? {} : { patienceMs: 60_000 }),
});

if (mode === "later") {
  for (let n = 0; n < Number(count); n++) audit.later(entry(String(n)));
  await audit.record();
} else if (mode === "hold") {
  // Stands still in its turn.
  await inTurn(
    join(configDir, "audit", ".turn"),
    { clock: systemClock, random: Math.random, patienceMs: 60_000 },
    () => {
      writeSync(1, "held\n");
      readSync(0, Buffer.alloc(16));
    },
  );
} else {
  for (let n = 0; n < Number(count); n++) {
    await audit.record(entry(String(n)));
    writeSync(1, `wrote ${n}\n`);
  }
}
