import { type Migrated, migrateStore } from "../../actions/stores.ts";
import { FobError } from "../../core/errors.ts";
import { storeNames } from "../../core/store.ts";
import type { Command, Input } from "../command.ts";
import { storeName } from "../global-options.ts";
import { errorSchema, optionalErrorJson } from "../json/index.ts";
import { cell } from "../render/table.ts";
import { list, nullable, object, oneOf, text } from "../schema/words.ts";

const migratedSchema = object({
  profile: text,
  result: oneOf("moved", "nothing_stored", "failed"),
  error: nullable(errorSchema),
});

export const storeMigrate: Command = {
  options: [
    { flags: "--from <STORE>", description: storeNames.join(", "), values: storeNames },
    { flags: "--to <STORE>", description: storeNames.join(", "), values: storeNames },
  ],
  details:
    "Each secret is written and read back in the new store before it is deleted in the old one. All that rest there\n" +
    "move, or with --profile that one alone.",
  examples: [
    "fob store migrate --from keychain --to file",
    "fob store migrate --from file --to postgres --profile ci",
  ],
  output: { data: list(migratedSchema) },
  async run(app, input) {
    const done = await migrateStore(app, named(input, "from"), named(input, "to"));
    return {
      data: done.map(({ profile, result, error }) => ({ profile, result, error: optionalErrorJson(error) })),
      table: {
        columns: [{ title: "profile", whole: true }, { title: "result" }, { title: "why" }],
        rows: done.map(({ profile, result, error }) => [
          cell(profile),
          cell(result),
          cell(error?.message ?? null, error?.message ?? ""),
        ]),
        empty: "No profile has its secret there.",
      },
      failure: failureOf(done),
    };
  },
};

function named(input: Input, flag: "from" | "to") {
  const name = storeName(input.text(flag));
  if (name !== null) return name;
  throw new FobError("usage", `--${flag} is missing.`, {
    hint: "As: fob store migrate --from keychain --to file",
  });
}

function failureOf(done: readonly Migrated[]): FobError | null {
  const failed = done.filter(({ error }) => error !== null);
  if (failed.length === 0) return null;
  const why = failed.map(({ profile, error }) => `${profile}: ${error?.message}`).join("; ");
  return new FobError("partly_done", `${failed.length} of ${done.length} profiles were not moved. ${why}`);
}
