import { readFileSync } from "node:fs";
import { canBeTerminal } from "../../platform/terminal/is-terminal.ts";
import type { Answer } from "./answer.ts";
import type { Form } from "./form.ts";
import { whoamiOffline } from "./whoami.ts";

/**
 * The answer to a plain call without the program, whose loading costs more than all that such a call does. Null
 * whenever anything is unusual: nothing has been written or changed then, and the program runs the call.
 */
export async function answerTo(form: Form, process: NodeJS.Process, version: string): Promise<Answer | null> {
  try {
    if (form.of === "version") return { text: `${version}\n` };
    if (!("flags" in form)) return canBeTerminal(1) ? null : { text: helpText() };
    if (form.of === "whoami") return whoamiOffline(process, form.flags);
    const { tokenPrint } = await import("./token.ts");
    return await tokenPrint(process, form.flags);
  } catch {
    return null;
  }
}

/** The program's own answer, kept when it was built (scripts/build.mjs). */
function helpText(): string {
  return readFileSync(`${import.meta.dirname}/help.txt`, "utf8");
}
