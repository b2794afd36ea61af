import { type ListedSession, listSessions, type Shown } from "../../actions/list-sessions.ts";
import { createRecent } from "../../actions/recent-sessions.ts";
import { type SortOrder, sortKeys } from "../../actions/session-filter.ts";
import { FobError } from "../../core/errors.ts";
import type { Command } from "../command.ts";
import { cell, type Table } from "../render/table.ts";
import { rfc3339, timeCell } from "../render/time.ts";
import { count, list, object } from "../schema/words.ts";
import { filterOf, filterOptions } from "./session-filter-options.ts";
import { coverageJson, coverageSchema, sessionJson, sessionSchema } from "./session-json.ts";
import { sessionLineWriter } from "./session-lines.ts";

export const sessionsList: Command = {
  options: [
    { flags: "--all-profiles", description: "every profile that is logged in, all providers at once" },
    ...filterOptions,
    {
      flags: "--sort <KEY>",
      description: `${sortKeys.join(", ")}; -KEY for the reverse`,
      values: sortKeys.flatMap((key) => [key, `-${key}`]),
    },
    { flags: "--limit <COUNT>", description: "at most so many" },
  ],
  details:
    "A provider whose API shows no list answers with the session that this machine holds, as local:PROFILE.",
  examples: [
    "fob sessions list",
    "fob sessions list --all-profiles --json",
    "fob sessions list --kind machine --idle 30d --sort -last_activity_at",
    "fob sessions list --all-profiles --expiring 72h --ip 192.0.2.0/24",
  ],
  output: { data: list(sessionSchema), meta: object({ count, coverage: list(coverageSchema) }) },
  async run(app, input) {
    const sessions: ListedSession[] = [];
    const { emitText } = input;
    const lines = sessionLineWriter();
    const recent = createRecent();
    const show: Shown = {
      one: (session) => {
        recent.add(session);
        return sessions.push(session) > 0;
      },
      page: () => emitText === null || emitText(lines(sessions.splice(0))),
      streams: emitText !== null,
    };
    const listing = await listSessions(
      app,
      {
        everyProfile: input.has("all-profiles"),
        filter: filterOf(input),
        sort: sortOf(input.text("sort")),
        limit: limitOf(input.text("limit")),
      },
      show,
    );
    recent.keep(app.recentSessions);
    return {
      data: sessions.map(sessionJson),
      meta: { count: listing.count, coverage: listing.coverage.map(coverageJson) },
      table: sessionTable(sessions, app.clock.now(), app.terminal.human),
      failure: listing.failure,
      ...(emitText === null ? {} : { emitted: true as const }),
    };
  },
};

function sortOf(text: string | null): SortOrder | null {
  if (text === null) return null;
  const key = sortKeys.find((one) => one === text.replace(/^-/, ""));
  if (key === undefined)
    throw new FobError(
      "usage",
      `--sort takes one of ${sortKeys.join(", ")}, with - before it for the reverse.`,
    );
  return { key, descending: text.startsWith("-") };
}

function limitOf(text: string | null): number | null {
  if (text === null) return null;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new FobError("usage", "--limit takes a count from 1 on.");
}

export function sessionTable(sessions: readonly ListedSession[], now: Date, human: boolean): Table {
  const titles = ["profile", "kind", "name", "user", "device", "ip", "active", "expires", ""];
  return {
    columns: [{ title: "id", whole: true }, ...titles.map((title) => ({ title }))],
    rows: sessions.map((one) => (human ? humanRow(one, now) : plainRow(one))),
    empty: "No session matches.",
  };
}

function humanRow(one: ListedSession, now: Date) {
  const device = [one.device, one.platform, one.browser].filter((part) => part !== null).join(" / ");
  const expires = timeCell(one.expiresAt, now, one.kind === "machine" ? "never" : "-");
  const shared = [cell(one.id), cell(one.profile), cell(one.kind), cell(one.name), cell(one.userId)];
  return [
    ...shared,
    cell(device || null),
    cell(one.ip),
    timeCell(one.lastActivityAt, now),
    expires,
    cell(one.current ? "this one" : ""),
  ];
}

/** The columns of the contract, exact. */
function plainRow(one: ListedSession) {
  const texts = [one.id, one.profile, one.kind, one.name, one.userId, one.device, one.ip];
  return [...texts, rfc3339(one.lastActivityAt), rfc3339(one.expiresAt), String(one.current)].map((text) =>
    cell(text),
  );
}
