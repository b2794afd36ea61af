import type { CommanderError } from "commander";
import { FobError } from "../core/errors.ts";

/** Flags that other tools have and fob has not, since a command line is seen by every user of the machine. */
const secretFlags =
  /^--?(p(ass)?(word|wd)?|token|access-token|otp|code|(api|server)-?key|(auth|admin)-?token|secret-key)$/i;

/**
 * What was typed wrong, in our words. Commander's own would repeat the value, and a value typed in the wrong place is
 * often a secret: only the name of a flag is shown.
 */
export function usageError(error: CommanderError): FobError {
  switch (error.code) {
    case "commander.help":
      return new FobError("usage", "That is a group of commands.", { hint: "See what is in it with --help" });
    case "commander.unknownOption":
      return unknownFlag(/'(--?[A-Za-z][A-Za-z-]{0,30})(?==|')/.exec(error.message)?.[1]);
    case "commander.unknownCommand":
      return new FobError("usage", "There is no such command.", { hint: suggestion(error.message) });
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

function unknownFlag(flag: string | undefined): FobError {
  if (flag === undefined)
    return new FobError("usage", "There is no such flag.", { hint: "See the flags with --help" });
  if (!secretFlags.test(flag))
    return new FobError("usage", `There is no flag ${flag}.`, { hint: "See the flags with --help" });
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

function suggestion(message: string): string {
  const near = /Did you mean (?:one of )?([a-z, ]+)\?/.exec(message)?.[1];
  return near === undefined ? "See the commands with: fob --help" : `Did you mean: ${near}?`;
}
