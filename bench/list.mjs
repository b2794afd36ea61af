import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fobWords, lacking, withSessions } from "./bulk.mjs";
import { measure } from "./timer.mjs";

export const title = "list";

/** The members that fob prints, times as they come. */
const filter = `.data[] | .attributes as $a | {
  id, profile: "productive", provider: "productive", kind: (if $a.machine then "machine" else "user" end),
  name: $a.name, current: ($a.token == env.TOKEN), read_only: $a.read_only, user_id: ($a.user_id | tostring),
  device: $a.device, platform: $a.platform, browser: $a.browser, ip: $a.last_ip, location: $a.location,
  created_at: null, last_activity_at: $a.last_activity_at, expires_at: $a.token_expires_at,
  two_factor: $a.two_factor_auth, revocable: true}`;

/** 100,000 sessions in pages of 200: one curl over the same pages, piped into jq, and fob; at last a tenth of them. */
export async function run(rounds) {
  const missing = lacking("curl", "jq");
  if (missing.length > 0) return { skipped: `${missing.join(" and ")} not found` };
  return withSessions(100_000, ({ home, url, headers, shell }) => {
    const file = join(home, "filter.jq");
    writeFileSync(file, filter);
    const pages = `${url}/sessions?page\\[number\\]=[1-501]&page\\[size\\]=200&sort=id`;
    const rows = [
      shell(
        "curl | jq, 100,000",
        `export TOKEN="$(cut -d' ' -f2 '${headers}')"; curl -sSf -H @'${headers}' '${pages}' | jq -c -f '${file}'`,
      ),
      shell("fob sessions list --jsonl, 100,000", `${fobWords} sessions list --jsonl`),
      shell("the same, 10,000", `${fobWords} sessions list --jsonl --limit 10000`),
    ];
    return measure(rows, Math.min(rounds, 10));
  });
}
