import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fobWords, idsIn, withSessions } from "./bulk.mjs";
import { measure } from "./timer.mjs";

export const title = "revoke";

const [each, concurrency] = [10_000, 32];
/** What `measure` runs a row beside the rounds: once to warm up, three times for its peak. */
const more = 4;

/** 10,000 sessions ended 32 at a time: the shortest script over undici's Pool, and fob with its log and its report. */
export async function run(asked) {
  const rounds = Math.min(asked, 10);
  const runs = 2 * (rounds + more);
  return withSessions(runs * each, ({ home, url, headers, fob, shell }) => {
    const ids = idsIn(fob(["sessions", "list", "--jsonl"], { maxBuffer: 2 ** 30 }));
    for (let n = 0; n < runs; n++)
      writeFileSync(join(home, `ids.${n}`), `${ids.slice(n * each, (n + 1) * each).join("\n")}\n`);
    writeFileSync(join(home, "next"), "0");
    // Each run has ids of its own.
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
    return measure(rows, rounds);
  });
}
