import { checkMachineNeeds } from "../../actions/machine-tokens.ts";
import {
  type DoomedToken,
  type RevokedToken,
  revokeMachineTokens,
  selectMachineTokens,
  tokensLeft,
} from "../../actions/revoke-machine-tokens.ts";
import { chooseTarget, type Target } from "../../actions/target.ts";
import { withLogin } from "../../actions/use-login.ts";
import type { App } from "../../core/app.ts";
import { FobError } from "../../core/errors.ts";
import type { Command, View } from "../command.ts";
import { errorSchema, optionalErrorJson } from "../json/index.ts";
import { cell } from "../render/table.ts";
import { count, list, nullable, object, oneOf, text } from "../schema/words.ts";

const results = ["revoked", "already_gone", "failed"] as const;
const revokedSchema = object({
  id: text,
  name: nullable(text),
  profile: nullable(text),
  provider: text,
  result: oneOf(...results),
  error: nullable(errorSchema),
});

const needs = ["machine_list", "machine_revoke"] as const;

export const tokenMachineRevoke: Command = {
  arguments: [{ name: "<id-or-name>", description: "the token's id, or the name of one of your own" }],
  options: [{ flags: "--all", description: "every one of your tokens of that name" }],
  details:
    "A name that several tokens have is refused and their ids are named. The token that fob itself uses is ended only\n" +
    "with --yes or after a question; its stored secret is forgotten with it.",
  examples: [
    "fob token machine revoke ci-deploy",
    "fob token machine revoke 2156 --profile work",
    "fob token machine revoke nightly --all",
  ],
  output: {
    data: list(revokedSchema),
    meta: object(Object.fromEntries(results.map((result) => [result, count]))),
  },
  async run(app, input) {
    const what = input.args[0] ?? "";
    const all = input.has("all");
    const target = await chooseTarget(app);
    checkMachineNeeds(app, target, needs);
    if (all && target.chosenBy === "project_file") throw onFilesWord();
    noteChoice(app, target);
    return withLogin(app, target, async (login) => {
      await login.provider.checkServer?.(needs);
      const doomed = await selectMachineTokens(app, login, what, all);
      await confirm(app, doomed);
      return report(await revokeMachineTokens(app, login, doomed));
    });
  },
};

async function confirm(app: App, doomed: readonly DoomedToken[]): Promise<void> {
  if (app.assumeYes || !doomed.some(({ current }) => current)) return;
  const what = "Revoke the token that fob itself uses here";
  if (!app.terminal.interactive)
    throw new FobError("input_needed", `${what}: nobody is here to be asked.`, { hint: "Add --yes." });
  if (!(await app.terminal.confirm(`${what}?`)))
    throw new FobError("usage", "Not confirmed: nothing was revoked.");
}

function onFilesWord(): FobError {
  return new FobError("unsafe", "A project file alone does not choose whose tokens end.", {
    hint: "Name the profile: --profile NAME",
  });
}

function noteChoice(app: App, target: Target): void {
  const name = target.kind === "env" ? "the login of FOB_TOKEN" : target.profile.name;
  app.terminal.note(`Revoking machine tokens of ${name} (chosen by: ${target.chosenBy})`);
}

function report(done: readonly RevokedToken[]): View {
  const countOf = (result: RevokedToken["result"]) => done.filter((one) => one.result === result).length;
  return {
    data: done.map(({ error, ...one }) => ({ ...one, error: optionalErrorJson(error) })),
    meta: Object.fromEntries(results.map((result) => [result, countOf(result)])),
    table: {
      columns: [{ title: "id", whole: true }, { title: "name" }, { title: "result" }, { title: "why" }],
      rows: done.map(({ id, name, result, error }) => [
        cell(id),
        cell(name),
        cell(result),
        cell(error?.message ?? null, error?.message ?? ""),
      ]),
      empty: "",
    },
    failure: tokensLeft(done),
  };
}
