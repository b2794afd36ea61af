import { logIn } from "../../actions/log-in.ts";
import type { Command } from "../command.ts";
import { loginOutput, loginView } from "./login-view.ts";
import { settingsOf } from "./settings-of.ts";

export const login: Command = {
  arguments: [
    {
      name: "[provider]",
      description: "a name that fob provider list shows: fob's own, and those that you added",
      values: "provider",
    },
  ],
  options: [
    { flags: "--base-url <URL>", description: "the server's address, where it is not the provider's own" },
    { flags: "--username <NAME>", description: "e-mail, user name or user id (FOB_USERNAME)" },
    {
      flags: "--set <KEY=VALUE>",
      description: "another setting of the login, as organizationId=42",
      repeat: true,
      values: "setting",
    },
    { flags: "--password-stdin", description: "same as --secret password=-" },
    { flags: "--token-stdin", description: "log in with a token that exists; same as --secret token=-" },
  ],
  details:
    "Asks for what is missing, proves the login, and stores it in the keychain. Off a terminal nothing is asked:\n" +
    "give secrets by --secret NAME=SOURCE or by FOB_PASSWORD, FOB_OTP, FOB_API_KEY. Another login at the same\n" +
    "provider goes into another profile: --profile NAME.",
  examples: [
    "fob login productive",
    "fob login babel --base-url https://licensing.example.com --username admin --secret apiKey=file:key.txt",
    "printenv PAT | fob login pixwel --token-stdin --username ann@example.com",
    "fob login amity --profile amity-eu --username ann --set region=eu --secret apiKey=env:AMITY_KEY",
  ],
  output: loginOutput,
  async run(app, input) {
    const outcome = await logIn(app, {
      provider: input.args[0] ?? null,
      baseUrl: input.text("base-url"),
      settings: settingsOf(input.texts("set")),
    });
    return loginView(outcome);
  },
};
