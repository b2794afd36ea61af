import { revokeIncident } from "../../actions/incident/revoke.ts";
import type { Incident, IncidentItem } from "../../actions/incident/words.ts";
import { FobError } from "../../core/errors.ts";
import { visible } from "../../core/visible.ts";
import type { Command, Input } from "../command.ts";
import { incidentMarkdown, planLines } from "../render/incident.ts";
import { cell, type Table } from "../render/table.ts";
import { countOf } from "./confirm-option.ts";
import { incidentMeta, incidentOutput, incidentReportJson, itemJson } from "./incident-json.ts";

export const incidentRevoke: Command = {
  options: [
    {
      flags: "--user <LOGIN>",
      description: "whose: a login, e-mail address or id; all of one person's may be given",
      repeat: true,
    },
    {
      flags: "--report <FILE>",
      description: "write down what was found and done; a new file, .md or .json, or one of each",
      repeat: true,
      values: "file",
    },
    { flags: "--confirm <COUNT>", description: "go on without a question if just so many things would end" },
    { flags: "-n, --dry-run", description: "show the plan, end nothing" },
  ],
  details:
    "Looks with every login of this machine, shows what it found, asks, and ends it: sessions, keys, and the user's own\n" +
    "logins here. What an API cannot do is reported with what to do by hand. Amity's sessions take the administrator's\n" +
    "token: --secret adminToken=SOURCE, asked for on a terminal.",
  examples: [
    "fob incident revoke --user ada@example.com --dry-run",
    "fob incident revoke --user ada@example.com --user ada --report incident.md --report incident.json",
    "fob incident revoke --user ada@example.com --confirm 4 --json",
  ],
  output: incidentOutput,
  async run(app, input) {
    const { incident, failure } = await revokeIncident(app, {
      users: usersOf(input),
      dryRun: input.has("dry-run"),
      expected: countOf(input.text("confirm")),
      reports: input.texts("report").map((path) => ({ path, render: rendererFor(path) })),
      tell: planLines,
    });
    return {
      data: incident.items.map(itemJson),
      meta: incidentMeta(incident),
      table: tableOf(incident.items),
      failure,
    };
  },
};

function usersOf(input: Input): readonly string[] {
  const users = [...new Set(input.texts("user"))];
  if (users.length > 0 && users.every((user) => user.trim() !== "")) return users;
  throw new FobError("usage", "Nothing says whose sessions are to end.", {
    hint: "Name the user: fob incident revoke --user LOGIN --dry-run",
  });
}

function rendererFor(path: string): (incident: Incident) => string {
  if (/\.md$/i.test(path)) return incidentMarkdown;
  if (/\.json$/i.test(path)) return incidentReportJson;
  throw new FobError("usage", `${visible(path)} ends neither with .md nor with .json.`, {
    hint: "Name the report by what it shall be: --report incident.md or --report incident.json",
  });
}

function tableOf(items: readonly IncidentItem[]): Table {
  const titles = ["what", "provider", "profile", "user", "result", "why", "by hand"];
  return {
    columns: [{ title: "id", whole: true }, ...titles.map((title) => ({ title }))],
    rows: items.map(({ id, what, provider, profile, userId, result, error, instead }) =>
      [id, what, provider, profile, userId, result, error?.message ?? null, instead].map((text) =>
        cell(text),
      ),
    ),
    empty: "Nothing of that user's was found.",
  };
}
