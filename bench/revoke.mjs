import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fobWords, idsIn, lacking, withSessions } from "./bulk.mjs";
import { measureLong } from "./timer.mjs";

export const title = "revoke";

const [each, concurrency] = [10_000, 32];
const mostRounds = 5;
const limitMs = 150_000;

/**
 * 10,000 sessions ended 32 at a time: the shortest script over undici's Pool, and fob with its log and its report. The
 * server is a process of its own, the same for both.
 */
export async function run(asked) {
  if (lacking("/usr/bin/time").length > 0) return { skipped: "/usr/bin/time not found" };
  const rounds = Math.min(asked, mostRounds);
  // Each run has ids of its own; one more round warms up.
  const runs = 2 * (rounds + 1);
  return withSessions(runs * each, async ({ home, url, headers, fob, shell }) => {
    const ids = idsIn(fob(["sessions", "list", "--jsonl"], { maxBuffer: 2 ** 30 }));
    for (let n = 0; n < runs; n++)
      writeFileSync(join(home, `ids.${n}`), `${ids.slice(n * each, (n + 1) * each).join("\n")}\n`);
    writeFileSync(join(home, "next"), "0");
    const next = `cd '${home}' && n=$(cat next) && echo $((n + 1)) > next`;
    const bare = join(import.meta.dirname, "bare/revoke.cjs");
    const rows = [
      shell(
        "bare undici Pool",
        `${next} && '${process.execPath}' '${bare}' '${url}' '${headers}' ${concurrency} < ids.$n`,
      ),
      shell(
        "fob sessions revoke -",
        `${next} && ${fobWords} sessions revoke - --yes --json --concurrency ${concurrency} < ids.$n`,
      ),
    ];
    const results = await measureLong(rows, rounds, limitMs);
    const rate = 1 / results[1].ratio;
    const byCpu = 1 / results[1].cpuRatio;
    const missed = rate >= 0.9 ? "" : ": MISSED";
    const note = `fob ends ${rate.toFixed(2)} times as many a second as bare undici (${byCpu.toFixed(2)} by processor time)`;
    return { results, notes: [`${note}; the goal is at least 0.9${missed}`] };
  });
}
