/** One step of a workflow, as far as our examples use the language. */
export interface Step {
  readonly name: string;
  readonly always: boolean;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
}

/** The shell lines below `key:`, be it a list or a block. */
export function shellLines(yaml: string, key: string): readonly string[] {
  const lines = yaml.split("\n");
  const at = lines.findIndex((line) => line.trim() === `${key}:`);
  if (at < 0) throw new Error(`the example has no ${key}`);
  return below(lines, at).map((line) => line.replace(/^\s*- /, ""));
}

/** `KEY: value` below the first `key:`, with expressions as they are. */
export function mapBelow(yaml: string, key: string): Readonly<Record<string, string>> {
  const lines = yaml.split("\n");
  const at = lines.findIndex((line) => line.trim() === `${key}:`);
  return at < 0 ? {} : Object.fromEntries(below(lines, at).map(pair));
}

export function stepsOf(yaml: string): readonly Step[] {
  const [, ...texts] = yaml.split(/^ {6}- name: /m);
  return texts.map((text) => {
    const lines = text.split("\n");
    const inline = /^ {8}run: (?!\|)(.+)$/m.exec(text)?.[1];
    const block = lines.indexOf("        run: |");
    const run =
      inline ??
      (block < 0
        ? ""
        : below(lines, block)
            .map((line) => line.trim())
            .join("\n"));
    if (run === "") throw new Error(`the step ${lines[0]} runs nothing`);
    return {
      name: lines[0] ?? "",
      always: /^ {8}if: always\(\)$/m.test(text),
      env: mapBelow(text, "env"),
      run,
    };
  });
}

/** The lines that stand deeper than the one at `at`. */
function below(lines: readonly string[], at: number): readonly string[] {
  const depth = (line: string) => line.search(/\S/);
  const rest = lines.slice(at + 1);
  const end = rest.findIndex((line) => line.trim() !== "" && depth(line) <= depth(lines[at] ?? ""));
  return rest.slice(0, end < 0 ? rest.length : end).filter((line) => line.trim() !== "");
}

function pair(line: string): [string, string] {
  const [, name = "", value = ""] = /^\s*([A-Z_]+): (.*)$/.exec(line) ?? [];
  return [name, value];
}

/** What the runner makes of the file that GITHUB_ENV names: `NAME<<delimiter`, lines, the delimiter. */
export function variablesIn(file: string): Readonly<Record<string, string>> {
  const entries = [...file.matchAll(/^(\w+)<<(.+)\n([\s\S]*?)\n\2\n/gm)];
  return Object.fromEntries(entries.map(([, name = "", , value = ""]) => [name, value]));
}
