import type { App } from "../core/app.ts";
import { FobError, isFobError } from "../core/errors.ts";
import { visible } from "../core/visible.ts";
import { chooseSessions, type Label, lookedUp } from "./choose-sessions.ts";
import { confirmEnd } from "./confirm-end.ts";
import { envName, type Login } from "./login.ts";
import { logInAgain, runAgain } from "./partly-done.ts";
import { providerOf } from "./providers.ts";
import { planAt, planText, profileOfPlan, readPlan } from "./revoke-plan.ts";
import { codeOf, type Revoked, revokeFailure, revokeSessions } from "./revoke-sessions.ts";
import {
  checkPlannable,
  checkSelection,
  onlyLocal,
  type Selected,
  type Selection,
} from "./select-sessions.ts";
import { checkedFor, chooseTarget, profileNamed, type Target } from "./target.ts";
import { openLogin } from "./use-login.ts";

export interface EndRequest {
  readonly selection: Selection;
  readonly dryRun: boolean;
  readonly concurrency: number;
  /** Where to write what would end, instead of ending it. */
  readonly planPath: string | null;
  /** How many sessions the user expects to end. */
  readonly expected: number | null;
  readonly label: Label;
}

export interface Ended {
  readonly reports: readonly Revoked[];
  readonly failure: FobError | null;
}

/** Chooses the login and the sessions, asks where that is due, and ends them. */
export async function endSessions(app: App, request: EndRequest): Promise<Ended> {
  const { selection, planPath, expected } = request;
  if (planPath !== null) checkPlanPath(app, planPath);
  const { target, chosenBy } = await targetFor(app, selection);
  checkedFor(target, () => checkEndable(app, target, request));
  const login = await openLogin(app, target);
  noteChoice(app, target, chosenBy, onlyLocal(selection));
  const { selected, settled } = await chooseSessions(app, login, selection, request.label);
  const dryRun = request.dryRun || planPath !== null;
  const chosenByHand = selection.by === "ids" || (selection.by === "filter" && selection.pick);
  if (!dryRun || expected !== null) await confirmEnd(app, login, selected, { chosenByHand, expected });
  if (planPath !== null) await writePlan(app, login, selected, { ...request, planPath });
  const done = await revokeSessions(app, login, selected, { ...request, dryRun });
  const reports = [...settled, ...done];
  const { signal } = app.budget;
  const isCut = signal.aborted && !dryRun;
  const failure = isCut ? interrupted(signal, reports) : revokeFailure(reports);
  return { reports, failure: afterOwnEnd(failure, login, ended(selected, done)) };
}

function ended(selected: readonly Selected[], done: readonly Revoked[]): readonly Selected[] {
  const over = new Set(done.filter(({ result }) => isOver(result)).map(({ id }) => id));
  return selected.filter(({ id }) => over.has(id));
}

function isOver(result: Revoked["result"]): boolean {
  return result === "revoked" || result === "already_gone";
}

function checkEndable(app: App, target: Target, { selection, planPath }: EndRequest): void {
  const { info } = providerOf(app, target);
  checkSelection(info, selection);
  if (planPath !== null || selection.by === "plan") checkPlannable(info, selection);
  if (selection.by !== "ids" && target.chosenBy === "project_file") throw onFilesWord();
  if (selection.by === "filter" && selection.pick && !app.terminal.interactive) throw nobodyPicks();
}

function nobodyPicks(): FobError {
  return new FobError("input_needed", "--pick needs a terminal.", {
    hint: "Use --all or --others with filters, or ids.",
  });
}

async function writePlan(
  app: App,
  login: Login,
  selected: readonly Selected[],
  { selection, planPath }: EndRequest & { readonly planPath: string },
): Promise<void> {
  const known = selection.by === "ids" ? await lookedUp(app, login, selected) : selected;
  app.writeUserFile(
    planPath,
    planText(app, login, known, selection.by === "filter" ? selection.filter : null),
  );
}

/** Another plan may be replaced, nothing else. */
function checkPlanPath(app: App, path: string): void {
  const former = app.readUserFile(path);
  if (former === null) return;
  try {
    readPlan(former);
  } catch {
    throw new FobError("local_io", `${visible(path)} exists already and is no plan: nothing was written.`, {
      hint: "Name another file.",
    });
  }
}

function onFilesWord(): FobError {
  return new FobError("unsafe", "A project file alone does not choose whose sessions end.", {
    hint: "Name the profile: --profile NAME",
  });
}

async function targetFor(app: App, selection: Selection) {
  const ofPlan = await targetOfPlan(app, selection);
  if (ofPlan !== null) return { target: ofPlan, chosenBy: "plan" };
  const target = await chooseTarget(app, onlyLocal(selection)?.[0] ?? null);
  const isById = target.chosenBy === "flag" && app.selection.flag === null;
  return { target, chosenBy: isById ? "id" : target.chosenBy };
}

/** A plan says whose it is, unless the call itself says more. */
async function targetOfPlan(app: App, selection: Selection): Promise<Target | null> {
  const { flag } = app.selection;
  if (selection.by !== "plan" || flag !== null || app.selection.envLogin() !== null) return null;
  const name = profileOfPlan(planAt(app, selection.path));
  if (name === null) return null;
  const profile = await profileNamed(app, name, `, which ${visible(selection.path)} names`);
  return { kind: "profile", profile, chosenBy: "flag" };
}

function noteChoice(app: App, target: Target, chosenBy: string, local: readonly string[] | null): void {
  const name = target.kind === "env" ? "the login of FOB_TOKEN" : target.profile.name;
  const own = target.kind === "env" ? envName : target.profile.name;
  const isOther = local !== null && !local.includes(own);
  const [whose, how] = isOther ? [visible(local.join(", ")), "id"] : [name, chosenBy];
  app.terminal.note(`Ending sessions of ${whose} (chosen by: ${how})`);
}

/** A time limit that nothing was left for is no failure. */
function interrupted(signal: AbortSignal, done: readonly Revoked[]): FobError | null {
  const code = codeOf(signal);
  const open = done.filter(({ result }) => result === "skipped" || result === "failed");
  const unsure = open.filter(({ error }) => isFobError(error, "outcome_unknown")).length;
  const left = open.length - unsure;
  if (open.length === 0)
    return code === "timeout"
      ? null
      : new FobError(code, "Interrupted, but every session was ended already.");
  const told = [
    ...(left === 0 ? [] : [`${left} of ${done.length} sessions were not ended`]),
    ...(unsure === 0 ? [] : [`whether ${unsure} of ${done.length} ended is not known`]),
  ];
  return new FobError(code, `Interrupted: ${told.join(", ")}.`, { hint: runAgain });
}

/** The same command would find nobody logged in. */
function afterOwnEnd(
  failure: FobError | null,
  { profile, definition }: Login,
  selected: readonly Selected[],
) {
  const isOwn = selected.some(({ current, local }) => current && (local ?? profile?.name) === profile?.name);
  if (failure?.details.hint !== runAgain || profile === null || !isOwn) return failure;
  const hint = logInAgain({ provider: definition.info.id, profile: profile.name });
  return new FobError(failure.code, failure.message, { ...failure.details, hint });
}
