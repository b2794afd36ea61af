import type { Login } from "../../actions/login.ts";
import { providerNamed } from "../../actions/providers.ts";
import { type Revoked, revokeFailure, revokeSessions } from "../../actions/revoke-sessions.ts";
import {
  checkSelection,
  type Selected,
  type Selection,
  selectByFilter,
  selectByIds,
} from "../../actions/select-sessions.ts";
import { chooseTarget, type Target } from "../../actions/target.ts";
import { openLogin } from "../../actions/use-login.ts";
import type { App } from "../../core/app.ts";
import { FobError, isFobError } from "../../core/errors.ts";
import type { Session } from "../../core/session.ts";
import type { Command, Input } from "../command.ts";
import { cell } from "../render/table.ts";
import { relative } from "../render/time.ts";
import { revokedJson, revokeOutput, tally } from "./revoke-json.ts";
import { filterOf, filterOptions, isFiltering } from "./session-filter-options.ts";

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
    { flags: "-n, --dry-run", description: "show what would be ended, end nothing" },
    { flags: "--concurrency <COUNT>", description: "so many at a time, 1 to 64 (8)" },
  ],
  details:
    "Filters select your own user sessions only; --kind machine and --user ID widen that. The current session goes\n" +
    "last, and its secrets are forgotten with it. Each selected session is reported once; already gone counts as done.",
  examples: [
    "fob sessions revoke 2156",
    "fob sessions revoke --others --older-than 30d --dry-run",
    "fob sessions list --jsonl | jq -r .id | fob sessions revoke - --yes",
  ],
  output: revokeOutput,
  async run(app, input) {
    const selection = selectionOf(app, input);
    const how = { dryRun: input.has("dry-run"), concurrency: concurrencyOf(input) };
    const target = await chooseTarget(app);
    const { info } = providerNamed(
      app,
      target.kind === "env" ? target.login.provider : target.profile.provider,
    );
    checkSelection(info, selection);
    if (selection.by === "filter" && target.chosenBy === "project_file") throw onFilesWord();
    const login = await openLogin(app, target);
    noteChoice(app, target);
    const selected = await select(app, login, selection);
    if (!how.dryRun) await confirm(app, selection, selected);
    const done = await revokeSessions(app, login, selected, how);
    return {
      data: done.map(revokedJson),
      meta: tally(done),
      table: {
        columns: [
          { title: "id", whole: true },
          { title: "profile" },
          { title: "provider" },
          { title: "result" },
          { title: "why" },
        ],
        rows: done.map(({ id, profile, provider, result, error }) =>
          [id, profile, provider, result, error?.message ?? null].map((text) => cell(text, text ?? "")),
        ),
        empty: "No session matches; nothing was ended.",
      },
      failure: app.budget.signal.aborted ? interrupted(app.budget.signal, done) : revokeFailure(done),
    };
  },
};

function selectionOf(app: App, input: Input): Selection {
  const filter = filterOf(input);
  const ways = (["all", "others", "pick"] as const).filter((flag) => input.has(flag));
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

async function select(app: App, login: Login, selection: Selection): Promise<readonly Selected[]> {
  if (selection.by === "ids") return selectByIds(login, selection.ids);
  const found = await selectByFilter(app, login, selection);
  if (!selection.pick || found.length === 0) return found;
  if (!app.terminal.interactive)
    throw new FobError("input_needed", "--pick needs a terminal.", {
      hint: "Use --all or --others with filters, or ids.",
    });
  const now = app.clock.now();
  return app.terminal.pick(
    "Which sessions are to end?",
    found.map((one) => ({ value: one, label: label(one.session, one.id, now) })),
  );
}

function label(session: Session | null, id: string, now: Date): string {
  if (session === null) return id;
  const { name, device, browser, ip, lastActivityAt, current } = session;
  const active = lastActivityAt === null ? null : `active ${relative(lastActivityAt, now)}`;
  return [id, name, device ?? browser, ip, active, current ? "(this one)" : null]
    .filter((part) => part !== null)
    .join("  ");
}

/** Ids typed by hand are meant; a filter, or the session in use, is asked about. */
async function confirm(app: App, selection: Selection, selected: readonly Selected[]): Promise<void> {
  const ownEnd = selected.some(({ current }) => current);
  const chosenByHand = selection.by === "ids" || selection.pick;
  if ((chosenByHand && !ownEnd) || selected.length === 0 || app.assumeYes) return;
  const what = `End ${selected.length} session${selected.length === 1 ? "" : "s"}${ownEnd ? ", the current one too" : ""}?`;
  if (!app.terminal.interactive) {
    throw new FobError("input_needed", `${what.slice(0, -1)}: nobody is here to be asked.`, {
      hint: "See them with --dry-run, then add --yes.",
    });
  }
  if (!(await app.terminal.confirm(what))) throw new FobError("usage", "Not confirmed: nothing was ended.");
}

function onFilesWord(): FobError {
  return new FobError("unsafe", "A project file alone does not choose whose sessions end.", {
    hint: "Name the profile: --profile NAME",
  });
}

function noteChoice(app: App, target: Target): void {
  const name = target.kind === "env" ? "the login of FOB_TOKEN" : target.profile.name;
  app.terminal.note(`Ending sessions of ${name} (chosen by: ${target.chosenBy})`);
}

function concurrencyOf(input: Input): number {
  const text = input.text("concurrency") ?? "8";
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 64) return Number(text);
  throw new FobError("usage", "--concurrency takes a count from 1 to 64.");
}

/** Which signal it was gives the status. */
function interrupted({ reason }: AbortSignal, done: readonly Revoked[]): FobError {
  const code = isFobError(reason) ? reason.code : "interrupted";
  const left = done.filter(({ result }) => result === "skipped" || result === "failed").length;
  return new FobError(code, `Interrupted: ${left} of ${done.length} sessions were not ended.`, {
    hint: "Run the same command again: what is already gone counts as done.",
  });
}
