import { FobError } from "../../core/errors.ts";
import type { Command } from "../command.ts";
import { bash } from "../completion/shells/bash.ts";
import { fish } from "../completion/shells/fish.ts";
import { zsh } from "../completion/shells/zsh.ts";
import { object, oneOf, text } from "../schema/words.ts";

const shells = ["bash", "zsh", "fish"] as const;
const scripts = { bash, zsh, fish };

export const completion: Command = {
  arguments: [{ name: "<shell>", description: "bash, zsh or fish", values: shells }],
  details:
    "Completes commands, flags and their values, profiles, providers, and the ids that fob sessions list has shown in\n" +
    "the last ten minutes. A TAB asks no server, opens no store and prompts for nothing.\n\n" +
    "bash: add this line to ~/.bashrc\n" +
    "  source <(fob completion bash)\n" +
    "zsh: write it to a folder of your $fpath, before compinit runs\n" +
    "  fob completion zsh > ~/.zsh/completions/_fob\n" +
    "fish:\n" +
    "  fob completion fish > ~/.config/fish/completions/fob.fish",
  examples: ["source <(fob completion bash)", "fob completion fish > ~/.config/fish/completions/fob.fish"],
  output: { data: object({ shell: oneOf(...shells), script: text }) },
  async run(_, input) {
    const shell = shells.find((one) => one === input.args[0]);
    if (shell === undefined)
      throw new FobError("usage", `There are scripts for ${shells.join(", ")}.`, {
        hint: "As: fob completion bash",
      });
    const script = scripts[shell];
    return { data: { shell, script }, text: () => script };
  },
};
