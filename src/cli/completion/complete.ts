import type { ProviderInfo } from "../../core/provider-info.ts";
import { secretNames } from "../../core/provider-info.ts";
import type { RecentSession } from "../../core/recent-sessions.ts";
import type { CommandEntry, Values } from "../command.ts";
import { commandsBelow } from "../command-words.ts";
import { groups } from "../commands/index.ts";
import { type Candidate, type Completion, nothing, offered, plain } from "./candidates.ts";
import { longName, nextArgument, optionNamed, readTyped, type Typed } from "./words.ts";

/** What completion may ask: files of this machine, and nothing that waits, prompts or tells. */
export interface CompletionSources {
  readonly commands: readonly CommandEntry[];
  profiles(): Promise<readonly { readonly name: string; readonly provider: string }[]>;
  /** Of the login that these flags mean. */
  sessions(flags: ReadonlyMap<string, string | null>): Promise<readonly RecentSession[]>;
  providers(): Promise<readonly ProviderInfo[]>;
}

/** What may stand in place of the last word. */
export async function complete(words: readonly string[], sources: CompletionSources): Promise<Completion> {
  const current = words.at(-1) ?? "";
  const before = words.slice(words[0] === "help" ? 1 : 0, -1);
  const typed = await readTyped(before, sources.commands);
  if (typed.afterDashes) return { candidates: [], paths: { kind: "file", prefix: "" } };
  if (typed.open !== null) return valuesOf(typed.open.values, current, typed, sources);
  return current.startsWith("-") && current !== "-"
    ? flagOrValue(current, typed, sources)
    : nameOrArgument(current, typed, sources);
}

async function flagOrValue(current: string, typed: Typed, sources: CompletionSources): Promise<Completion> {
  const [, flag, value] = /^(--[a-z-]+)=(.*)$/s.exec(current) ?? [];
  if (flag === undefined || value === undefined) return offered(flags(typed), current);
  const values = optionNamed(flag, typed.options)?.values;
  return prefixed(`${flag}=`, await valuesOf(values, value, typed, sources));
}

async function nameOrArgument(
  current: string,
  typed: Typed,
  sources: CompletionSources,
): Promise<Completion> {
  const below = names(typed, sources.commands);
  if (below.length > 0 && typed.args.length === 0) return offered(below, current);
  const argument = nextArgument(typed);
  if (argument !== null) return valuesOf(argument.values, current, typed, sources);
  return current === "" ? offered(flags(typed), "") : nothing;
}

function flags({ options, given }: Typed): readonly Candidate[] {
  const left = options.filter((option) => option.repeat || !given.has(longName(option)));
  const shown = left.map((option) => ({ value: longName(option), description: option.description }));
  return [...shown, { value: "--help", description: "show what the command takes" }];
}

/** Commands and groups, or what is in a group. */
function names({ path }: Typed, commands: readonly CommandEntry[]): readonly Candidate[] {
  const found = commandsBelow(path, commands).map((entry) => ({
    value: entry.path[path.length] ?? "",
    description: entry.path.length > path.length + 1 ? (groups[entry.path[0] ?? ""] ?? "") : entry.summary,
  }));
  return found.filter(({ value }, at) => found.findIndex((other) => other.value === value) === at);
}

async function valuesOf(
  values: Values | undefined,
  current: string,
  typed: Typed,
  sources: CompletionSources,
): Promise<Completion> {
  if (values === "file" || values === "folder")
    return { candidates: [], paths: { kind: values, prefix: "" } };
  const [, prefix] = /^((?:[A-Za-z]+=)?file:)/.exec(current) ?? [];
  const known = values === undefined ? [] : await candidatesOf(values, current, typed, sources);
  const isPath = prefix !== undefined && known.some(({ value }) => value === prefix);
  if (isPath) return { candidates: [], paths: { kind: "file", prefix } };
  return offered(
    known.filter(({ value }) => !typed.args.includes(value)),
    current,
  );
}

async function candidatesOf(
  values: Exclude<Values, "file" | "folder">,
  current: string,
  typed: Typed,
  sources: CompletionSources,
): Promise<readonly Candidate[]> {
  switch (values) {
    case "profile":
      return profiles(typed, sources);
    case "provider":
      return (await sources.providers()).map(({ id, displayName }) => ({
        value: id,
        description: displayName,
      }));
    case "session":
      return (await sources.sessions(typed.given)).map(({ id, name }) => ({
        value: id,
        description: name ?? "",
      }));
    case "setting":
      return settings(typed, await sources.providers());
    case "secret":
      return secrets(current);
    case "command":
      return names({ ...typed, path: typed.args }, sources.commands);
    default:
      return values.map(plain);
  }
}

/** Those whose provider can do what the command is for. */
async function profiles({ entry }: Typed, sources: CompletionSources): Promise<readonly Candidate[]> {
  const all = await sources.profiles();
  const needs = entry?.needs;
  if (needs === undefined) return all.map(profile);
  const able = (await sources.providers()).filter(({ capabilities }) =>
    needs.some((name) => capabilities[name].supported),
  );
  return all.filter(({ provider }) => able.some(({ id }) => id === provider)).map(profile);
}

function profile({ name, provider }: { readonly name: string; readonly provider: string }): Candidate {
  return { value: name, description: provider };
}

function settings({ args }: Typed, providers: readonly ProviderInfo[]): readonly Candidate[] {
  const [named] = args;
  const meant = providers.filter(
    ({ id, aliases }) => named === undefined || [id, ...aliases].includes(named),
  );
  const found = meant.flatMap(({ settings }) => settings);
  return [
    ...new Map(found.map(({ key, label }) => [key, { value: `${key}=`, description: label }])).values(),
  ];
}

/** First the secret's name, then where it comes from. */
function secrets(current: string): readonly Candidate[] {
  const name = secretNames.find((one) => current.startsWith(`${one}=`));
  if (name === undefined) return secretNames.map((one) => plain(`${one}=`));
  return ["-", "file:", "fd:", "env:", "cmd:"].map((source) => plain(`${name}=${source}`));
}

function prefixed(prefix: string, { candidates, paths }: Completion): Completion {
  return {
    candidates: candidates.map(({ value, description }) => ({ value: prefix + value, description })),
    paths: paths && { ...paths, prefix: prefix + paths.prefix },
  };
}
