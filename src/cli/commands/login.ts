import path from "node:path";
import { logIn } from "../../actions/log-in.ts";
import { FobError } from "../../core/errors.ts";
import type { Command } from "../command.ts";
import { loginOutput, loginView } from "./login-view.ts";

export const login: Command = {
  arguments: [{ name: "[provider]", description: "productive, pixwel, amity or babel", values: "provider" }],
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

function settingsOf(pairs: readonly string[]): Readonly<Record<string, string>> {
  const settings = pairs.map((pair): [string, string] => {
    const at = pair.indexOf("=");
    const [key, value] = [pair.slice(0, Math.max(at, 0)), pair.slice(at + 1)];
    if (key === "" || value === "") {
      throw new FobError("usage", "--set takes KEY=VALUE.", { hint: "As: --set organizationId=42" });
    }
    // The file is found from any folder later on.
    return [key, key === "caFile" ? path.resolve(value) : value];
  });
  return Object.fromEntries(settings);
}
