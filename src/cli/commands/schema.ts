import { FobError } from "../../core/errors.ts";
import { visible } from "../../core/visible.ts";
import type { Command, CommandEntry } from "../command.ts";
import { allSchemas, documentSchema, failureSchema, published } from "../schema/document.ts";
import { schemaName } from "../schema/name.ts";
import type { Schema } from "../schema/words.ts";

/** What a command's document is called here, and its schema. */
type Named = readonly [name: string, title: string, schema: Schema];

/** It is given the commands: to look for them itself it would have to stand above the list that it is in. */
export function schemaCommand(commands: readonly CommandEntry[]): Command {
  return {
    arguments: [
      { name: "[command...]", description: "as sessions list or sessions.list; or error", values: "command" },
    ],
    details:
      "JSON Schema, draft 2020-12, of the whole document that --json prints, and of the line that ends stderr on failure\n" +
      "(error). Without a command: all of them, by the name that each document bears. Later versions of fob may add keys.",
    examples: ["fob schema sessions list", "fob schema error", "fob schema | jq '.\"$defs\" | keys'"],
    output: null,
    async run(_, input) {
      const wanted = input.args.flatMap((word) => word.split(/[. ]/)).join(".");
      const all = await everySchema(commands);
      return { data: wanted === "" ? together(all) : schemaOf(all, wanted), bare: true };
    },
  };
}

/** Of every command that answers with JSON of fob's own, and of failures. */
async function everySchema(commands: readonly CommandEntry[]): Promise<readonly Named[]> {
  const named = commands.map(async ({ path, load }): Promise<readonly Named[]> => {
    const { output } = await load();
    if (output === null) return [];
    return [[path.join("."), `fob ${path.join(" ")} --json`, documentSchema(path, output)]];
  });
  return [...(await Promise.all(named)).flat(), ["error", "a failure of fob with --json", failureSchema()]];
}

function together(all: readonly Named[]): Schema {
  return allSchemas(
    Object.fromEntries(all.map(([name, title, schema]) => [schemaName([name]), { title, ...schema }])),
  );
}

function schemaOf(all: readonly Named[], wanted: string): Schema {
  const found = all.find(([name]) => name === wanted);
  if (found !== undefined) return published(found[1], found[2]);
  throw new FobError("usage", `There is no schema of ${visible(wanted)}.`, {
    hint: `There is one of: ${all.map(([name]) => name).join(", ")}`,
  });
}
