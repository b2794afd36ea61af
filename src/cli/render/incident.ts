import type { Incident, IncidentItem, Looked } from "../../actions/incident/words.ts";
import { visible } from "../../core/visible.ts";
import { rfc3339 } from "./time.ts";

/** So many lines of a plan are read; the rest is in the answer of --dry-run. */
const mostLines = 40;

const names = {
  session: "session",
  token: "token",
  user_sessions: "all sessions of",
  login: "login",
} as const;

/** What will happen, a line each, and what cannot. */
export function planLines({ items, coverage }: Incident): readonly string[] {
  const lines = items.map((one) => `  ${planLine(one)}`);
  const more = lines.length - mostLines;
  return [
    `Plan: ${counted(items, "would_revoke")} to end, ${counted(items, "not_possible")} not possible here.`,
    ...lines.slice(0, mostLines),
    ...(more > 0 ? [`  ... and ${more} more: fob incident revoke --dry-run lists them all.`] : []),
    ...coverage.flatMap((one) => (one.complete ? [] : [`  incomplete: ${where(one)}: ${whyOf(one)}`])),
  ].map(visible);
}

function planLine(one: IncidentItem): string {
  const what = [names[one.what], one.id, one.name === null ? null : `(${one.name})`].filter(
    (part) => part !== null,
  );
  if (one.result === "not_possible") {
    const subject = one.what === "user_sessions" && one.id === null ? "other sessions" : what.join(" ");
    return `not possible: ${subject} at ${where(one)}: ${one.error?.message ?? ""} By hand: ${one.instead ?? "-"}`;
  }
  return `end ${what.join(" ")} at ${where(one)}, matched by ${one.matchedBy ?? "the name given"}`;
}

function where({ provider, baseUrl, profile }: Pick<Looked, "provider" | "baseUrl" | "profile">): string {
  return `${provider} ${baseUrl}${profile === null ? "" : ` (profile ${profile})`}`;
}

function whyOf({ error }: Looked): string {
  return error?.message ?? "the list changed while it was read";
}

function counted(items: readonly IncidentItem[], result: IncidentItem["result"]): number {
  return items.filter((one) => one.result === result).length;
}

/** The evidence for people. */
export function incidentMarkdown(incident: Incident): string {
  const { users, state, startedAt, finishedAt, items, coverage } = incident;
  const byHand = items.filter(({ result, instead }) => result === "not_possible" && instead !== null);
  return [
    `# Revocation of ${users.map(code).join(", ")}`,
    "",
    `- State: ${state}`,
    `- Started: ${rfc3339(startedAt)}`,
    `- Finished: ${rfc3339(finishedAt) ?? "-"}`,
    ...resultCounts(items),
    "",
    "## What was found",
    "",
    ...table(
      [
        "what",
        "id",
        "name",
        "provider",
        "address",
        "profile",
        "user id",
        "matched by",
        "result",
        "at",
        "why",
      ],
      items.map(itemRow),
    ),
    "",
    "## What is left to do by hand",
    "",
    ...(byHand.length === 0
      ? ["Nothing."]
      : byHand.map((one) => `- ${code(where(one))}: ${code(one.instead)}`)),
    "",
    "## Where was looked",
    "",
    ...table(
      ["provider", "address", "profile", "status", "complete", "user ids", "found", "why"],
      coverage.map(lookedRow),
    ),
    "",
  ].join("\n");
}

function resultCounts(items: readonly IncidentItem[]): readonly string[] {
  const results = [...new Set(items.map(({ result }) => result))];
  return results.map((result) => `- ${result}: ${counted(items, result)}`);
}

function itemRow(one: IncidentItem): readonly string[] {
  const texts = [one.what, one.id, one.name, one.provider, one.baseUrl, one.profile, one.userId];
  return [...texts, one.matchedBy, one.result, rfc3339(one.at), one.error?.message ?? null].map(code);
}

function lookedRow(one: Looked): readonly string[] {
  const why = one.complete ? null : whyOf(one);
  const texts = [one.provider, one.baseUrl, one.profile, one.status, one.complete ? "yes" : "no"];
  return [...texts, one.userIds.join(", "), String(one.found), why].map(code);
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return ["Nothing."];
  return [titles, titles.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`);
}

/** As code nothing of a server's is read as Markdown or HTML; a backquote would end it, a bar the cell. */
function code(text: string | null): string {
  if (text === null || text === "") return "-";
  return `\`${visible(text).replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}
