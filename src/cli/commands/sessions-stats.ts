import { type Bucket, sessionStats } from "../../actions/session-stats.ts";
import type { Style } from "../../core/terminal.ts";
import type { Command } from "../command.ts";
import { bars } from "../render/bars.ts";
import { cell } from "../render/table.ts";
import { count, list, object, text } from "../schema/words.ts";
import { filterOf, filterOptions } from "./session-filter-options.ts";
import { coverageJson, coverageSchema } from "./session-json.ts";

const buckets = list(object({ bucket: text, count }));
const titles = { age: "Age", kind: "Kind", device: "Device", last_activity: "Last activity" } as const;

export const sessionsStats: Command = {
  options: [
    { flags: "--all-profiles", description: "every profile that is logged in, all providers at once" },
    ...filterOptions,
  ],
  details:
    "Bars on a terminal, of # where the locale is not UTF-8; group, bucket and count in a pipe. Sessions whose age,\n" +
    "device or activity the server does not tell count as unknown; of devices the ten most frequent are named.",
  examples: [
    "fob sessions stats",
    "fob sessions stats --all-profiles --json",
    "fob sessions stats --kind machine",
  ],
  output: {
    data: object({ count, age: buckets, kind: buckets, device: buckets, last_activity: buckets }),
    meta: object({ coverage: list(coverageSchema) }),
  },
  async run(app, input) {
    const request = {
      everyProfile: input.has("all-profiles"),
      filter: filterOf(input),
      sort: null,
      limit: null,
    };
    const { stats, listing } = await sessionStats(app, request);
    const { age, kind, device, lastActivity } = stats;
    const groups = { age, kind, device, last_activity: lastActivity };
    return {
      data: { count: stats.count, ...groups },
      meta: { coverage: listing.coverage.map(coverageJson) },
      table: tableOf(groups),
      text: (style) => [`${stats.count} sessions`, ...drawn(groups, app.terminal, style)].join("\n"),
      failure: listing.failure,
    };
  },
};

type Groups = Readonly<Record<keyof typeof titles, readonly Bucket[]>>;

function drawn(groups: Groups, { width, unicode }: { width: number; unicode: boolean }, style: Style) {
  return names.flatMap((group) => {
    const rows = groups[group].map(({ bucket, count: counted }) => ({ label: bucket, count: counted }));
    return ["", style.bold(titles[group]), ...bars(rows, width, unicode)];
  });
}

const names = ["age", "kind", "device", "last_activity"] as const;

function tableOf(groups: Groups) {
  return {
    columns: ["group", "bucket", "count"].map((title) => ({ title })),
    rows: names.flatMap((group) =>
      groups[group].map(({ bucket, count: counted }) => [cell(group), cell(bucket), cell(String(counted))]),
    ),
    empty: "No session matches.",
  };
}
