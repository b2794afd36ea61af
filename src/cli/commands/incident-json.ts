import {
  type Incident,
  type IncidentItem,
  incidentResults,
  type Looked,
  things,
} from "../../actions/incident/words.ts";
import { visibleJson } from "../../core/visible.ts";
import { errorSchema, optionalErrorJson } from "../json/index.ts";
import { rfc3339 } from "../render/time.ts";
import {
  count,
  list,
  nullable,
  type OutputSchema,
  object,
  oneOf,
  text,
  time,
  truth,
} from "../schema/words.ts";

const coverage = object({
  profile: nullable(text),
  provider: text,
  base_url: text,
  status: oneOf("searched", "failed", "not_searched"),
  complete: truth,
  user_ids: list(text),
  found: count,
  error: nullable(errorSchema),
});

export const incidentOutput: OutputSchema = {
  data: list(
    object({
      what: oneOf(...things),
      provider: text,
      base_url: text,
      profile: nullable(text),
      id: nullable(text),
      name: nullable(text),
      kind: nullable(oneOf("user", "machine")),
      user_id: nullable(text),
      matched_by: nullable(oneOf("login", "email", "id", "user_list")),
      result: oneOf(...incidentResults),
      at: nullable(time),
      error: nullable(errorSchema),
      instead: nullable(text),
    }),
  ),
  meta: object({
    users: list(text),
    state: oneOf("planned", "done", "interrupted"),
    started_at: time,
    finished_at: nullable(time),
    ...Object.fromEntries(incidentResults.map((result) => [result, count])),
    coverage: list(coverage),
  }),
};

export function itemJson(one: IncidentItem) {
  return {
    what: one.what,
    provider: one.provider,
    base_url: one.baseUrl,
    profile: one.profile,
    id: one.id,
    name: one.name,
    kind: one.kind,
    user_id: one.userId,
    matched_by: one.matchedBy,
    result: one.result,
    at: rfc3339(one.at),
    error: optionalErrorJson(one.error),
    instead: one.instead,
  };
}

function lookedJson({ profile, provider, baseUrl, status, complete, userIds, found, error }: Looked) {
  const where = { profile, provider, base_url: baseUrl };
  return { ...where, status, complete, user_ids: userIds, found, error: optionalErrorJson(error) };
}

export function incidentMeta({ users, state, startedAt, finishedAt, items, coverage: looked }: Incident) {
  return {
    users,
    state,
    started_at: rfc3339(startedAt),
    finished_at: rfc3339(finishedAt),
    ...tally(items),
    coverage: looked.map(lookedJson),
  };
}

export function tally(items: readonly IncidentItem[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    incidentResults.map((result) => [result, items.filter((one) => one.result === result).length]),
  );
}

/** The file of `--report`: what `--json` answers, one item a line. */
export function incidentReportJson(incident: Incident): string {
  const { coverage: looked, ...meta } = incidentMeta(incident);
  const lines = (rows: readonly unknown[]) => rows.map((row) => `\n  ${visibleJson(row)}`).join(",");
  const head = visibleJson({ schema: "fob.incident.report/v1", ...meta }).slice(0, -1);
  return `${head},"items":[${lines(incident.items.map(itemJson))}\n],"coverage":[${lines(looked)}\n]}\n`;
}
