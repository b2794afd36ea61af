import type { CommanderError } from "commander";
import { FobError } from "../core/errors.ts";
import { commands } from "./commands/index.ts";
import { globalOptions } from "./global-options.ts";

/** Flags that other tools have and fob has not, since a command line is seen by every user of the machine. */
const secretFlags =
  /^--?(p(ass)?(word|wd)?|token|access-token|otp|code|(api|server)-?key|(auth|admin)-?token|secret-key)$/i;

/** Flags of every command that take no value; commander knows none of them by a value. */
const switches: ReadonlySet<string> = new Set(
  globalOptions.map(({ flags }) => flags.replace(/^-\w, /, "")).filter((flags) => !flags.includes("<")),
);

/**
 * What was typed wrong, in our words. Commander's own would repeat the value, and a value typed in the wrong place is
 * often a secret: only the name of a flag is shown. `path`: the words that are known to lead to a command or a group.
 */
export function usageError(error: CommanderError, path: string): FobError {
  switch (error.code) {
    case "commander.help":
      return groupAlone(path);
    case "commander.unknownOption":
      return unknownFlag(/'(--?[A-Za-z][A-Za-z-]{0,30})(?==|')/.exec(error.message)?.[1]);
    case "commander.unknownCommand":
      return new FobError("usage", "There is no such command.", { hint: suggestion(error.message, path) });
    case "commander.excessArguments":
      return new FobError("usage", "That is more than this command takes.", {
        hint: "See what it takes with --help; secrets never go on the command line.",
      });
    case "commander.optionMissingArgument":
      return new FobError("usage", `${quoted(error.message)} needs a value.`, {
        hint: "See: fob help COMMAND",
      });
    case "commander.missingArgument":
      return new FobError("usage", `${quoted(error.message).toUpperCase()} is missing.`, {
        hint: "See what the command takes with --help",
      });
    default:
      return new FobError("usage", "That is not how this command is used.", { hint: "See: fob --help" });
  }
}

function groupAlone(path: string): FobError {
  const members = commands
    .map((one) => ({ name: one.path.join(" "), summary: one.summary }))
    .filter(({ name }) => name.startsWith(`${path} `));
  const width = Math.max(...members.map(({ name }) => name.length));
  return new FobError("usage", "That is a group of commands.", {
    hint: `Name one of them: ${members.map(({ name }) => `fob ${name}`).join(", ")}`,
    choices: members.map(({ name, summary }) => `fob ${name.padEnd(width)}   ${summary}`),
  });
}

function unknownFlag(flag: string | undefined): FobError {
  if (flag === undefined)
    return new FobError("usage", "There is no such flag.", { hint: "See the flags with --help" });
  if (!secretFlags.test(flag)) {
    const what = switches.has(flag) ? `${flag} takes no value.` : `There is no flag ${flag}.`;
    return new FobError("usage", what, { hint: "See the flags with --help" });
  }
  return new FobError(
    "usage",
    `There is no flag ${flag}: a secret on the command line is seen by every user of the machine.`,
    {
      hint: "Leave it out to be asked, or give it with --secret NAME=SOURCE, --password-stdin or --token-stdin.",
    },
  );
}

/** Our own spelling of a flag or an argument, which commander quotes: `option '--name <NAME>' argument missing`. */
function quoted(message: string): string {
  return (
    /'([^']+)'/
      .exec(message)?.[1]
      ?.replace(/^-\w, /, "")
      .replace(/ .*/, "") ?? "A value"
  );
}

function suggestion(message: string, path: string): string {
  // A command of many tools, and by its letters near to `sessions`.
  if (path === "" && quoted(message) === "version") return "It is a flag here: fob --version";
  const near = /Did you mean (?:one of )?([a-z, ]+)\?/.exec(message)?.[1];
  const all = ["fob", ...(path === "" ? [] : [path]), "--help"].join(" ");
  return near === undefined ? `See the commands with: ${all}` : `Did you mean: ${near}?`;
}
