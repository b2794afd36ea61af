import { noLogins } from "../../actions/target.ts";
import { everyWhoAmI, type WhoamiReport, whoAmI } from "../../actions/who-am-i.ts";
import { FobError } from "../../core/errors.ts";
import type { Style } from "../../core/terminal.ts";
import { visible } from "../../core/visible.ts";
import type { Command } from "../command.ts";
import { offlineOption } from "../global-options.ts";
import { cell, type Table } from "../render/table.ts";
import { relative, timeCell } from "../render/time.ts";
import { either, list } from "../schema/words.ts";
import { whoamiJson, whoamiSchema } from "./whoami-json.ts";

export const whoami: Command = {
  options: [
    { flags: "--all", description: "every profile" },
    { flags: "--offline", description: "what is stored, without asking the server" },
    offlineOption,
  ],
  examples: ["fob whoami", "fob whoami --all --json", "fob whoami --offline --profile work"],
  output: { data: either(whoamiSchema, list(whoamiSchema)) },
  async run(app, input) {
    const now = app.clock.now();
    if (!input.has("all")) {
      const report = await whoAmI(app, input.has("offline"));
      const text = (style: Style) => sentence(report, style, now);
      return { data: whoamiJson(report), text, table: tableOf([report], now), failure: report.failure };
    }
    const reports = await everyWhoAmI(app, input.has("offline"));
    return { data: reports.map(whoamiJson), table: tableOf(reports, now), failure: failureOf(reports) };
  },
};

function tableOf(reports: readonly WhoamiReport[], now: Date): Table {
  return {
    columns: ["profile", "provider", "state", "login", "name", "expires", "source"].map((title) => ({
      title,
    })),
    rows: reports.map(({ profile, provider, state, identity, session, source }) => [
      cell(profile),
      cell(provider),
      cell(state),
      cell(identity.login),
      cell(identity.name),
      timeCell(session.expiresAt, now),
      cell(source),
    ]),
    empty: "No login is stored on this machine.",
  };
}

const chosenWords = {
  flag: "by --profile",
  FOB_PROFILE: "by FOB_PROFILE",
  FOB_TOKEN: "by FOB_TOKEN",
  project_file: "by .fob.json",
  default: "as the default",
  only: "as the only one",
} as const;

function sentence(report: WhoamiReport, style: Style, now: Date): string {
  const { profile, provider, state, verified, identity, chosenBy } = report;
  if (provider === null) return style.warn("Nobody is logged in.");
  const names = [...new Set([identity.name, identity.login, identity.email])].filter((one) => one !== null);
  const chosen = chosenBy === null ? "" : `, chosen ${chosenWords[chosenBy]}`;
  const lines = [
    ["user", names.length > 0 ? style.bold(names.map(visible).join(", ")) : "unknown"],
    ["profile", `${profile ?? "none"} at ${provider}${chosen}`],
    ["state", stateWord(state, verified, style)],
    ...(state === "not_logged_in" ? [] : sessionLines(report, now)),
  ];
  return lines.map(([label, value]) => `${style.dim((label ?? "").padEnd(9))} ${value}`).join("\n");
}

function sessionLines({ session, source }: WhoamiReport, now: Date): string[][] {
  return [
    ["session", session.id === null ? "-" : visible(session.id)],
    ["expires", session.expiresAt === null ? "unknown or never" : relative(session.expiresAt, now)],
    ["secret in", source ?? "-"],
  ];
}

function stateWord(state: WhoamiReport["state"], verified: boolean, style: Style): string {
  if (state === "active") return style.good(verified ? "active, said the server" : "active, as stored here");
  return style.bad(state.replaceAll("_", " "));
}

function failureOf(reports: readonly WhoamiReport[]): FobError | null {
  if (reports.length === 0) return noLogins();
  const others = reports.filter(({ state }) => state !== "active");
  if (others.length === 0) return null;
  const names = others.map(({ profile, state }) => `${profile}: ${state}`).join(", ");
  const ended = others.find(({ state }) => state === "expired" || state === "not_logged_in")?.profile;
  return new FobError("partly_done", `Not every profile is active. ${names}`, {
    hint: ended
      ? `Log in again: fob login --profile ${ended}`
      : "See the next step of each: fob --profile NAME",
  });
}
