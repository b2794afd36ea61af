import { readdirSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { markdown } from "./timer.mjs";

// It makes Node 20 parse every certificate in it at each start (nodejs/node#40524), which hides all else.
delete process.env.NODE_EXTRA_CA_CERTS;

// A file of this folder is a table: it exports `title` and `run(rounds)`, which answers the rows of `measure`, with notes
// or without, or why it is skipped.
const tools = ["run.mjs", "timer.mjs", "bulk.mjs", "sandbox.mjs", "servers.mjs"];
const named = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const rounds = Number(process.env.FOB_BENCH_ROUNDS || 30);
const say = (text) => process.stdout.write(text);

const files = readdirSync(import.meta.dirname).filter(
  (file) => file.endsWith(".mjs") && !tools.includes(file),
);
const tables = await Promise.all(files.map((file) => import(join(import.meta.dirname, file))));
const titles = tables.map(({ title }) => title);
const unknown = named.filter((word) => !titles.includes(word));
if (unknown.length > 0) throw new Error(`No table ${unknown.join(", ")}; there are ${titles.join(", ")}.`);
const load = loadavg()[0];
say(`Node ${process.version}, ${cpus().length} × ${cpus()[0].model.trim()}, ${rounds} rounds in turn`);
say(`, load ${load.toFixed(1)}${load > 0.5 ? ": not quiet, so the ratios alone say something" : ""}\n\n`);
for (const { title, run } of tables) {
  if (named.length > 0 && !named.includes(title)) continue;
  const answer = await run(rounds);
  if ("skipped" in answer) {
    say(`${title}: SKIPPED, ${answer.skipped}\n\n`);
    continue;
  }
  const { results, notes } = Array.isArray(answer) ? { results: answer, notes: [] } : answer;
  say(markdown(title, results));
  const how = results[0].rounds === undefined ? "" : `${results[0].rounds} rounds in turn, `;
  for (const note of [...notes, `${how}load ${loadavg()[0].toFixed(1)} at the end`]) say(`${note}\n`);
  say("\n");
}
