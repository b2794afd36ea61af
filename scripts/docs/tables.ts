import type { Described } from "./described.ts";
import { exitStatuses } from "./exit-statuses.ts";

/** One row a command: how it is called, what it does, its own flags. */
export function commandTable(all: readonly Described[]): string {
  const rows = all.map(({ name, summary, command }) => {
    const words = ["fob", name, ...(command.arguments ?? []).map((argument) => argument.name)].join(" ");
    const flags = (command.options ?? []).map((option) => code(option.flags.replace(/^-\w, /, "")));
    return [code(words), escaped(summary), flags.join(", ")];
  });
  return table(["command", "what it does", "flags"], rows);
}

export function exitTable(): string {
  const rows = exitStatuses.map(([statuses, meaning]) => [statuses.join(", "), escaped(meaning)]);
  return table(["status", "meaning"], rows);
}

/** The text with what stands between the marks of that name replaced; it must have them, once. */
export function between(text: string, name: string, body: string): string {
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  const parts = text.split(start);
  const [before = "", rest = ""] = parts;
  const after = rest.split(end);
  if (parts.length !== 2 || after.length !== 2) throw new Error(`not one pair of marks for ${name}`);
  return `${before}${start}${body}${end}${after[1]}`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [titles, titles.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |\n`).join("");
}

function code(text: string): string {
  return `\`${escaped(text)}\``;
}

function escaped(text: string): string {
  return text.replaceAll("|", "\\|");
}
