import type { App } from "../core/app.ts";
import { FobError, isFobError } from "../core/errors.ts";
import type { Session } from "../core/session.ts";
import { confirmEnd } from "./confirm-end.ts";
import type { Login } from "./login.ts";
import { providerNamed } from "./providers.ts";
import { type Revoked, revokeFailure, revokeSessions } from "./revoke-sessions.ts";
import {
  checkSelection,
  type Selected,
  type Selection,
  selectByFilter,
  selectByIds,
} from "./select-sessions.ts";
import { chooseTarget, type Target } from "./target.ts";
import { openLogin } from "./use-login.ts";

export interface EndRequest {
  readonly selection: Selection;
  readonly dryRun: boolean;
  readonly concurrency: number;
  /** A session as it is told in the list to pick from. */
  label(session: Session, now: Date): string;
}

export interface Ended {
  readonly reports: readonly Revoked[];
  readonly failure: FobError | null;
}

/** Chooses the login and the sessions, asks where that is due, and ends them. */
export async function endSessions(app: App, request: EndRequest): Promise<Ended> {
  const { selection } = request;
  const target = await chooseTarget(app);
  checkSelection(infoOf(app, target), selection);
  if (selection.by === "filter" && target.chosenBy === "project_file") throw onFilesWord();
  const login = await openLogin(app, target);
  noteChoice(app, target);
  const selected = await select(app, login, request);
  if (!request.dryRun) await confirmEnd(app, selection, selected);
  const reports = await revokeSessions(app, login, selected, request);
  const { signal } = app.budget;
  return { reports, failure: signal.aborted ? interrupted(signal, reports) : revokeFailure(reports) };
}

function infoOf(app: App, target: Target) {
  return providerNamed(app, target.kind === "env" ? target.login.provider : target.profile.provider).info;
}

async function select(
  app: App,
  login: Login,
  { selection, label }: EndRequest,
): Promise<readonly Selected[]> {
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
    found.map((one) => ({ value: one, label: one.session === null ? one.id : label(one.session, now) })),
  );
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

/** Which signal it was gives the status. */
function interrupted({ reason }: AbortSignal, done: readonly Revoked[]): FobError {
  const code = isFobError(reason) ? reason.code : "interrupted";
  const left = done.filter(({ result }) => result === "skipped" || result === "failed").length;
  return new FobError(code, `Interrupted: ${left} of ${done.length} sessions were not ended.`, {
    hint: "Run the same command again: what is already gone counts as done.",
  });
}
