import type { ArgumentSpec, OptionSpec } from "../../src/cli/command.ts";
import { groups } from "../../src/cli/commands/index.ts";
import { globalOptions } from "../../src/cli/global-options.ts";
import type { Described } from "./described.ts";
import { exitStatuses } from "./exit-statuses.ts";

/** `fob-sessions-list(1)`, in the macros of man(7). Without a date: the page of a version never changes. */
export function commandPage({ name, summary, command }: Described, version: string): string {
  const page = pageName(name);
  const { details, arguments: args = [], options = [], examples } = command;
  return [
    ...head(page, summary, version),
    ".SH SYNOPSIS",
    `.B fob ${roff(name)}`,
    roff([...args.map((one) => one.name), "[flags]"].join(" ")),
    ...(details === undefined ? [] : [".SH DESCRIPTION", ...paragraphs(details)]),
    ...section("ARGUMENTS", args.flatMap(tagged)),
    ...section("OPTIONS", options.flatMap(tagged)),
    ".PP",
    "The flags that every command takes are in",
    ".BR fob (1).",
    ".SH EXAMPLES",
    ...verbatim(examples.map((line) => `$ ${line}`)),
    ".SH EXIT STATUS",
    "See",
    ".BR fob (1).",
    ".SH SEE ALSO",
    ".BR fob (1)",
  ]
    .map((line) => `${line}\n`)
    .join("");
}

/** `fob(1)`: all commands, the flags that they share, and what an exit status means. */
export function mainPage(all: readonly Described[], version: string, about: string): string {
  const names = all.flatMap(({ name, summary }) => [".TP", `.BR ${roff(pageName(name))} (1)`, roff(summary)]);
  const statuses = exitStatuses.flatMap(([numbers, meaning]) => [
    ".TP",
    `.B ${numbers.join(", ")}`,
    roff(meaning.replaceAll("`", "")),
  ]);
  return [
    ...head("fob", "log in, see and end sessions, mint tokens", version),
    ".SH SYNOPSIS",
    ".B fob",
    roff("command [arguments] [flags]"),
    ".SH DESCRIPTION",
    roff(`${about}.`),
    ".PP",
    roff(
      `Groups of commands: ${Object.entries(groups)
        .map(([group, what]) => `${group} (${what})`)
        .join(", ")}.`,
    ),
    ".SH COMMANDS",
    ...names,
    ".SH FLAGS OF EVERY COMMAND",
    ...globalOptions.flatMap(tagged),
    ".SH EXIT STATUS",
    ...statuses,
  ]
    .map((line) => `${line}\n`)
    .join("");
}

export function pageName(name: string): string {
  return ["fob", ...name.split(" ")].join("-");
}

function head(page: string, summary: string, version: string): readonly string[] {
  const title = `.TH ${roff(page.toUpperCase())} 1 "" "fob ${roff(version)}" "fob manual"`;
  return [title, ".SH NAME", `${roff(page)} \\- ${roff(summary)}`];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`.SH ${title}`, ...lines];
}

function tagged(spec: OptionSpec | ArgumentSpec): readonly string[] {
  return [".TP", `.B ${roff("flags" in spec ? spec.flags : spec.name)}`, roff(spec.description)];
}

/** Lines that begin with a blank are meant to be typed. */
function paragraphs(text: string): readonly string[] {
  return text
    .split("\n")
    .flatMap((line) =>
      line === "" ? [".PP"] : line.startsWith(" ") ? verbatim([line.trim()]) : [roff(line)],
    );
}

function verbatim(lines: readonly string[]): readonly string[] {
  return [".RS 4", ".nf", ...lines.map(roff), ".fi", ".RE"];
}

/** Text that no formatter takes for a request, an escape or a hyphen. */
function roff(text: string): string {
  const plain = text.replaceAll("\\", "\\e").replaceAll("-", "\\-").replaceAll("…", "...");
  return /^[.']/.test(plain) ? `\\&${plain}` : plain;
}
