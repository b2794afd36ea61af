import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { CommandEntry } from "../../src/cli/command.ts";
import { commands } from "../../src/cli/commands/index.ts";
import { documentSchema, failureSchema } from "../../src/cli/schema/document.ts";
import { schemaName } from "../../src/cli/schema/name.ts";
import { object, type Schema, type SchemaPart } from "../../src/cli/schema/words.ts";
import { withStatus } from "../../src/cli/with-status.ts";

/**
 * As fob's own tests read a schema: no key that is not declared, no word that is not named. Users read the published
 * one, which leaves room for what later versions add.
 */
export function strictly(schema: Schema): Schema {
  const closed = Object.entries(schema).map(([keyword, part]): [string, SchemaPart] =>
    keyword === "examples" ? ["enum", part] : [keyword, deeply(keyword, part)],
  );
  const isClosed = "properties" in schema && !("additionalProperties" in schema);
  return Object.fromEntries([...closed, ...(isClosed ? [["additionalProperties", false]] : [])]);
}

function deeply(keyword: string, part: SchemaPart): SchemaPart {
  if (Array.isArray(part)) return part.map((one) => (isSchema(one) ? strictly(one) : one));
  if (!isSchema(part)) return part;
  if (keyword !== "properties" && keyword !== "$defs") return strictly(part);
  return Object.fromEntries(
    Object.entries(part).map(([key, one]) => [key, isSchema(one) ? strictly(one) : one]),
  );
}

function isSchema(part: SchemaPart): part is Schema {
  return typeof part === "object" && part !== null && !Array.isArray(part);
}

export function validator(schema: Schema): ValidateFunction {
  const ajv = new Ajv2020({ allErrors: true, formats: { "date-time": true } });
  return ajv.compile(schema);
}

interface Streams {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Reading {
  readonly document: ValidateFunction;
  readonly item: ValidateFunction;
  readonly last: ValidateFunction;
}

const readings = new Map<string, Promise<Reading | null>>();
const failure = validator(strictly(failureSchema()));

/** How a call with `--json` or `--jsonl` differs from what its schemas say; nothing for any other call. */
export async function schemaProblems(args: readonly string[], streams: Streams): Promise<readonly string[]> {
  const ours = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  const isLines = ours.includes("--jsonl");
  if (!isLines && !ours.includes("--json")) return [];
  const { stdout, status, stderr } = streams;
  const entry = commandOf(withStatus(ours));
  const reading = entry === undefined ? null : await readingOf(entry);
  if (reading === null) return entry === undefined && stdout !== "" ? ["an answer of no command"] : [];
  const told = isLines ? lineProblems(reading, stdout) : documentProblems(reading, stdout);
  return [...told, ...(status === 0 ? [] : failureProblems(stderr))];
}

/** The one whose words come first; flags may stand between them. */
function commandOf(args: readonly string[]): CommandEntry | undefined {
  const places = commands.map((entry) => {
    let from = -1;
    const at = entry.path.map((word) => {
      from = from === Infinity ? from : args.indexOf(word, from + 1);
      if (from < 0) from = Infinity;
      return from;
    });
    return { entry, first: at.at(0) ?? Infinity, last: at.at(-1) ?? Infinity };
  });
  const called = places.filter(({ last }) => last !== Infinity);
  const earlier = called.sort((a, b) => a.first - b.first || b.entry.path.length - a.entry.path.length);
  return earlier[0]?.entry;
}

function documentProblems({ document }: Reading, stdout: string): readonly string[] {
  return stdout === "" ? [] : problems(document, stdout);
}

/** What ends early has no last line, so that it cannot be taken for whole. */
function lineProblems({ item, last }: Reading, stdout: string): readonly string[] {
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.flatMap((line, at) => {
    const found = problems(item, line);
    return at === lines.length - 1 && problems(last, line).length === 0 ? [] : found;
  });
}

/** Every failure says what to type or do next too, but for those that the user or the system wanted. */
function failureProblems(stderr: string): readonly string[] {
  const line = stderr.trimEnd().split("\n").at(-1) ?? "";
  const lacksHint = line.includes('"hint":null') && !/"code":"(hangup|interrupted|terminated)"/.test(line);
  return [...problems(failure, line), ...(lacksHint ? [`no hint: ${line}`] : [])];
}

function problems(validate: ValidateFunction, json: string): readonly string[] {
  try {
    if (validate(JSON.parse(json))) return [];
  } catch {
    return [`no JSON: ${json}`];
  }
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}: ${json}`,
  );
}

function readingOf(entry: CommandEntry): Promise<Reading | null> {
  const name = schemaName(entry.path);
  const found = readings.get(name) ?? read(entry);
  readings.set(name, found);
  return found;
}

async function read({ path, load }: CommandEntry): Promise<Reading | null> {
  const { output } = await load();
  if (output === null) return null;
  const document = documentSchema(path, output);
  const { data, meta, warnings } = propertiesOf(document);
  if (!data || !meta || !warnings) throw new Error(`fob ${path.join(" ")}: not the envelope`);
  return {
    document: validator(strictly(document)),
    item: validator(strictly(itemOf(data))),
    last: validator(strictly(object({ meta, warnings }))),
  };
}

/** One line of `--jsonl`: an item of a list, or the one thing there is. */
function itemOf(data: Schema): Schema {
  const { anyOf, items } = data;
  if (Array.isArray(anyOf)) return { anyOf: anyOf.map((one) => (isSchema(one) ? itemOf(one) : one)) };
  return items !== undefined && isSchema(items) ? items : data;
}

function propertiesOf({ properties }: Schema): Readonly<Record<string, Schema>> {
  if (properties === undefined || !isSchema(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, one]) => (isSchema(one) ? [[key, one]] : [])),
  );
}
