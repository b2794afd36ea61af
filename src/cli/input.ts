import type { App } from "../core/app.ts";
import { visibleJson } from "../core/visible.ts";
import type { Input } from "./command.ts";
import { type Globals, optionKey } from "./global-options.ts";

/** What was typed, as a command reads it. */
export function inputOf(
  app: App,
  { format }: Globals,
  args: readonly string[],
  options: Readonly<Record<string, unknown>>,
  argv: readonly string[],
): Input {
  const value = (flag: string) => options[optionKey(flag)];
  return {
    args,
    afterDashes: argv.includes("--") ? argv.slice(argv.indexOf("--") + 1) : null,
    has: (flag) => value(flag) === true,
    text: (flag) => {
      const text = value(flag);
      return typeof text === "string" ? text : null;
    },
    texts: (flag) => {
      const texts = value(flag);
      return Array.isArray(texts) ? texts.map(String) : [];
    },
    emit: format === "jsonl" ? lineWriter(app) : null,
    emitText: format === "jsonl" ? app.terminal.print : null,
  };
}

function lineWriter(app: App): (item: unknown) => boolean {
  return (item) => app.terminal.print(`${visibleJson(item)}\n`);
}
