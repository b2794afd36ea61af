import { endSessions } from "../../actions/end-sessions.ts";
import type { Revoked } from "../../actions/revoke-sessions.ts";
import type { Selection } from "../../actions/select-sessions.ts";
import { isFiltering } from "../../actions/session-filter.ts";
import type { App } from "../../core/app.ts";
import { FobError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Command, Input } from "../command.ts";
import { cell, type Table } from "../render/table.ts";
import { relative } from "../render/time.ts";
import { countOf } from "./confirm-option.ts";
import { revokedJson, revokeOutput, tally } from "./revoke-json.ts";
import { filterOf, filterOptions } from "./session-filter-options.ts";

const mostIds = 100_000;

export const sessionsRevoke: Command = {
  arguments: [
    { name: "[id...]", description: "session ids; - reads them from stdin, one a line", values: "session" },
  ],
  options: [
    {
      flags: "--all",
      description: "all sessions that the filters select; without a filter: your own user sessions",
    },
    { flags: "--others", description: "as --all, but the current one" },
    { flags: "--pick", description: "choose among them in a list" },
    ...filterOptions,
    { flags: "--plan <FILE>", description: "write what would be ended to a file, end nothing" },
    { flags: "--apply <FILE>", description: "end what a plan says, but what has changed since" },
    { flags: "--confirm <COUNT>", description: "go on without a question if just so many would end" },
    { flags: "-n, --dry-run", description: "show what would be ended, end nothing" },
    { flags: "--concurrency <COUNT>", description: "so many at a time, 1 to 64 (8)" },
  ],
  details:
    "Filters select your own user sessions only; --kind machine and --user ID widen that. The current session goes\n" +
    "last, and its secrets are forgotten with it. Each selected session is reported once; already gone counts as done.",
  examples: [
    "fob sessions revoke 2156",
    "fob sessions revoke --others --older-than 30d --dry-run",
    "fob sessions revoke --others --idle 30d --plan old.json && fob sessions revoke --apply old.json",
    "fob sessions list --jsonl | jq -r .id | fob sessions revoke - --yes",
  ],
  output: revokeOutput,
  async run(app, input) {
    const { reports, failure } = await endSessions(app, {
      selection: selectionOf(app, input),
      dryRun: input.has("dry-run"),
      concurrency: concurrencyOf(input),
      planPath: input.text("plan"),
      expected: countOf(input.text("confirm")),
      label,
    });
    return {
      data: reports.map(revokedJson),
      meta: tally(reports),
      table: tableOf(reports),
      failure,
    };
  },
};

function selectionOf(app: App, input: Input): Selection {
  const filter = filterOf(input);
  const ways = (["all", "others", "pick"] as const).filter((flag) => input.has(flag));
  const path = input.text("apply");
  if (path !== null) {
    if (ways.length > 0 || isFiltering(filter) || input.args.length > 0 || input.text("plan") !== null)
      throw new FobError("usage", "--apply does what its plan says: give no ids, filters or --plan with it.");
    return { by: "plan", path };
  }
  const ids = input.args.includes("-")
    ? [...input.args.filter((id) => id !== "-"), ...app.readLines(mostIds)]
    : input.args;
  if (input.args.length > 0) {
    if (ways.length > 0 || isFiltering(filter))
      throw new FobError("usage", "Give ids, or select by filters, not both.");
    return { by: "ids", ids };
  }
  if (ways.length === 1)
    return { by: "filter", filter, others: ways[0] === "others", pick: ways[0] === "pick" };
  if (ways.length > 1) throw new FobError("usage", "Choose one of --all, --others and --pick.");
  throw new FobError("usage", "Nothing says which sessions are to end.", {
    hint: "Give ids (fob sessions list shows them), or --all, --others or --pick, with filters or without.",
  });
}

function label({ id, name, device, browser, ip, lastActivityAt, current }: Session, now: Date): string {
  const active = lastActivityAt === null ? null : `active ${relative(lastActivityAt, now)}`;
  return [id, name, device ?? browser, ip, active, current ? "(this one)" : null]
    .filter((part) => part !== null)
    .join("  ");
}

function concurrencyOf(input: Input): number {
  const text = input.text("concurrency") ?? "8";
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 64) return Number(text);
  throw new FobError("usage", "--concurrency takes a count from 1 to 64.");
}

function tableOf(done: readonly Revoked[]): Table {
  const titles = ["profile", "provider", "result", "why"];
  return {
    columns: [{ title: "id", whole: true }, ...titles.map((title) => ({ title }))],
    rows: done.map(({ id, profile, provider, result, error }) =>
      [id, profile, provider, result, error?.message ?? null].map((text) => cell(text, text ?? "")),
    ),
    empty: "No session matches; nothing was ended.",
  };
}
