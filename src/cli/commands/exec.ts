import { execCommand } from "../../actions/exec.ts";
import { FobError } from "../../core/errors.ts";
import type { Command, Input } from "../command.ts";
import { offlineOption } from "../global-options.ts";

export const exec: Command = {
  arguments: [{ name: "[command...]", description: "after --: the command and all that it takes" }],
  options: [
    { flags: "--as <NAME>", description: "the variable of the token, in place of the provider's own" },
    { flags: "--mask", description: "hide secrets in what the command writes, which is a pipe then" },
    offlineOption,
  ],
  details:
    "The command finds the token in FOB_TOKEN and in the provider's own variable (fob provider show), its provider and\n" +
    "address in FOB_PROVIDER and FOB_BASE_URL, and no other variable of fob's. Signals, the terminal and the exit status\n" +
    "are the command's; 125 is a failure of fob's own, 126 a command that cannot be run, 127 one that is not there.",
  examples: [
    "fob exec -- ./deploy.sh --now",
    "fob exec -p work --as API_TOKEN -- make release",
    'fob exec --mask -- sh -c \'curl -v -H "Authorization: Bearer $FOB_TOKEN" "$FOB_BASE_URL/user"\'',
  ],
  output: null,
  async run(app, input) {
    const status = await execCommand(app, {
      command: commandOf(input),
      variable: input.text("as"),
      mask: input.has("mask"),
    });
    return { data: null, status };
  },
};

/** Without the dashes the flags of the command would be taken for ours. */
export function commandOf({ args, afterDashes }: Input, how = "fob exec"): readonly string[] {
  if (afterDashes !== null && afterDashes.length > 0 && args.length === afterDashes.length) {
    if (afterDashes[0] !== "") return afterDashes;
    throw new FobError("command_not_found", "There is no command ''.", {
      hint: "The variable that should name it may be empty.",
    });
  }
  throw new FobError("usage", "The command to run stands after --.", {
    hint: `${how} -- COMMAND`,
  });
}
