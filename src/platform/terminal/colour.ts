import { Chalk } from "chalk";
import type { Style } from "../../core/terminal.ts";

/** Whether to colour is decided before (wants-colour.ts), so the level is fixed to the sixteen colours all have. */
export function colourStyle(): Style {
  const chalk = new Chalk({ level: 1 });
  return { bold: chalk.bold, dim: chalk.dim, good: chalk.green, warn: chalk.yellow, bad: chalk.red };
}
