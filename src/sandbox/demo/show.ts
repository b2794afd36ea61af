import { visible } from "../../core/visible.ts";
import type { Step } from "./story.ts";

const width = 78;
const margin = "    ";
const shownOfToken = 8;

export function heading(title: string): readonly string[] {
  return [title, "=".repeat(title.length), ""];
}

/** The command as a person would type it, in lines that a terminal holds. */
export function typed({ args, stdin, env = [], columns }: Step): readonly string[] {
  const piped = stdin === undefined ? [] : [`printf %s "$${stdin.variable}" |`];
  const variables = env.map(({ variable }) => `${variable}="$${variable.replace("FOB_", "")}"`);
  const cut = columns === undefined ? [] : [`| cut -f${columns.join(",")}`];
  const words = [...piped, ...variables, "fob", ...flagsWithValues(args), ...cut];
  const lines = folded(words, width - 8);
  return lines.map((line, at) => `${at === 0 ? "$ " : margin}${line}${at < lines.length - 1 ? " \\" : ""}`);
}

/** A flag and its value stay on one line. */
function flagsWithValues(args: readonly string[]): readonly string[] {
  const words: string[] = [];
  for (const arg of args.map(quoted)) {
    const last = words.at(-1);
    const isValue = last !== undefined && /^--?[a-z-]+$/.test(last) && !arg.startsWith("-");
    if (isValue) words[words.length - 1] = `${last} ${arg}`;
    else words.push(arg);
  }
  return words;
}

function quoted(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg}'`;
}

function folded(words: readonly string[], most: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** What the program answered, indented: sentences folded, columns aligned and cut, a token by its first characters. */
export function answered({ answersToken, columns }: Step, stdout: string): readonly string[] {
  const lines = linesOf(stdout);
  if (answersToken) return lines.map((line) => `${margin}${visible(line.slice(0, shownOfToken))}…`);
  if (!stdout.includes("\t")) return said(stdout);
  const rows = lines.map((line) => {
    const cells = line.split("\t").map(visible);
    return columns === undefined ? cells : columns.map((column) => cells[column - 1] ?? "");
  });
  return aligned(rows).map((line) => `${margin}${cut(line, width - margin.length)}`);
}

/** Sentences, indented and folded between words. */
export function said(text: string): readonly string[] {
  return linesOf(text).flatMap((line) => {
    const words = visible(line.trim()).split(" ");
    return folded(words, width - margin.length).map((part) => margin + part);
  });
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows.reduce<number[]>(
    (most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, cell.length)),
    [],
  );
  return rows.map((row) =>
    row
      .map((cell, at) => (cell || "-").padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function cut(line: string, most: number): string {
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}
