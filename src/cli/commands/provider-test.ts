import { testProvider } from "../../actions/provider-test/index.ts";
import { FobError } from "../../core/errors.ts";
import type { Command } from "../command.ts";
import { cell } from "../render/table.ts";
import { count, list, nullable, object, oneOf, text } from "../schema/words.ts";
import { settingsOf } from "./settings-of.ts";

export const providerTest: Command = {
  arguments: [
    {
      name: "<file>",
      description: "a provider file, or the name of a provider that fob has",
      values: "file",
    },
  ],
  options: [
    { flags: "--base-url <URL>", description: "the server to try it at" },
    { flags: "--username <NAME>", description: "log in with it too, and its secrets (FOB_USERNAME)" },
    {
      flags: "--set <KEY=VALUE>",
      description: "a setting of the login, as organizationId=42",
      repeat: true,
      values: "setting",
    },
    { flags: "--password-stdin", description: "same as --secret password=-" },
  ],
  details:
    "Without --username it sends one login of a made-up user, which is to be refused. With it the whole way is gone:\n" +
    "two logins, of which one is revoked, a machine token that is revoked again, logout. 3 where a check fails.",
  examples: [
    "fob provider test fob-provider.json",
    "fob provider test fob-provider.json --base-url https://api.example.com",
    "fob provider test fob-provider.json --base-url https://api.example.com --username ann --secret password=env:PW",
    "fob provider test productive --username ann@example.com",
  ],
  output: {
    data: list(object({ check: text, result: oneOf("pass", "fail", "skipped"), detail: nullable(text) })),
    meta: object({ passed: count, failed: count, skipped: count }),
  },
  async run(app, input) {
    const test = {
      subject: input.args[0] ?? "",
      baseUrl: input.text("base-url"),
      settings: settingsOf(input.texts("set")),
    };
    const checks = await testProvider(app, test, ({ name }) => app.terminal.progress(name));
    app.terminal.progressDone();
    const having = (result: string) => checks.filter((check) => check.result === result).length;
    const [passed, failed, skipped] = [having("pass"), having("fail"), having("skipped")];
    return {
      data: checks.map(({ name, result, detail }) => ({ check: name, result, detail })),
      meta: { passed, failed, skipped },
      table: {
        columns: [{ title: "result", whole: true }, { title: "check" }, { title: "detail" }],
        rows: checks.map(({ name, result, detail }) => [cell(result), cell(name), cell(detail)]),
        empty: "",
      },
      failure: failed === 0 ? null : failure(failed, checks.length),
    };
  },
};

function failure(failed: number, all: number): FobError {
  return new FobError("partly_done", `${failed} of ${all} checks failed.`, {
    hint: "--debug shows each request and its status, not the answers; fob provider add --help says what stands in a file.",
  });
}
