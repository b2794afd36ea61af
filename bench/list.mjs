import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fobWords, lacking, withSessions } from "./bulk.mjs";
import { measureLong } from "./timer.mjs";

export const title = "list";

/** The members that fob prints, times as they come. */
const filter = `.data[] | .attributes as $a | {
  id, profile: "productive", provider: "productive", kind: (if $a.machine then "machine" else "user" end),
  name: $a.name, current: ($a.token == env.TOKEN), read_only: $a.read_only, user_id: ($a.user_id | tostring),
  device: $a.device, platform: $a.platform, browser: $a.browser, ip: $a.last_ip, location: $a.location,
  created_at: null, last_activity_at: $a.last_activity_at, expires_at: $a.token_expires_at,
  two_factor: $a.two_factor_auth, revocable: true}`;

const limitMs = 150_000;

/**
 * 100,000 sessions in pages of 200: one curl over the same pages, piped into jq, with the members that fob prints and
 * with each session as it comes, and fob; at last a tenth of them. The server is a process of its own.
 */
export async function run(rounds) {
  const missing = lacking("curl", "jq", "/usr/bin/time");
  if (missing.length > 0) return { skipped: `${missing.join(" and ")} not found` };
  return withSessions(100_000, async ({ home, url, headers, shell }) => {
    const file = join(home, "filter.jq");
    writeFileSync(file, filter);
    const pages = `${url}/sessions?page\\[number\\]=[1-501]&page\\[size\\]=200&sort=id`;
    const curl = `curl -sSf -H @'${headers}' '${pages}'`;
    const results = await measureLong(
      [
        shell(
          "curl | jq, 100,000",
          `export TOKEN="$(cut -d' ' -f2 '${headers}')"; ${curl} | jq -c -f '${file}'`,
        ),
        shell("curl | jq -c '.data[]', 100,000", `${curl} | jq -c '.data[]'`),
        shell("fob sessions list --jsonl, 100,000", `${fobWords} sessions list --jsonl`),
        shell("the same, 10,000", `${fobWords} sessions list --jsonl --limit 10000`),
      ],
      Math.min(rounds, 10),
      limitMs,
    );
    const [, plain, fob, tenth] = results;
    const notes = [
      atMost("the time of curl | jq", fob.ratio, 0.6),
      atMost("the time of curl | jq -c '.data[]'", fob.ratio / plain.ratio, 0.6),
      atMost("the peak memory of 10,000", fob.peakMib / tenth.peakMib, 1.15),
    ];
    return { results, notes };
  });
}

function atMost(of, is, most) {
  return `fob takes ${is.toFixed(2)} times ${of}; the goal is at most ${most}${is <= most ? "" : ": MISSED"}`;
}
