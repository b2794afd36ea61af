import type { App } from "../core/app.ts";
import type { ProviderInfo } from "../core/provider-info.ts";
import { loginCommand } from "./login-command.ts";
import { providerNamed } from "./providers.ts";
import type { WhoamiReport } from "./who-am-i.ts";

/** A command to type, and what it is for. */
export interface Step {
  readonly command: string;
  readonly what: string;
}

/** What can be done with this login, the most urgent first. */
export function nextSteps(app: App, { provider, profile, state, source }: WhoamiReport): readonly Step[] {
  if (provider === null) return [];
  const { info } = providerNamed(app, provider);
  const { capabilities: can } = info;
  const flag = profile === null ? "" : ` --profile ${profile}`;
  const again = profile === null ? `fob login ${info.id}` : loginCommand(info.id, profile);
  switch (state) {
    case "pending_otp":
      return [
        { command: `fob otp verify${flag}`, what: "answer the second factor" },
        { command: again, what: "start anew, if the code has run out" },
      ];
    case "pending_link":
      return [{ command: again, what: "when you have opened the link in the e-mail" }];
    case "expired":
      return can.renew.supported
        ? [{ command: `fob whoami${flag}`, what: "renew it" }]
        : [{ command: again, what: "log in again" }];
    case "not_logged_in":
      return [{ command: again, what: "log in again" }];
    default:
      return [
        { command: "fob whoami", what: "ask the server who that is" },
        { command: "fob sessions list", what: "see the sessions" },
        ...(can.machine_token.supported
          ? [{ command: mintCommand(info), what: "mint a token for a machine" }]
          : []),
        source === "env"
          ? { command: "unset FOB_TOKEN", what: "stop using it" }
          : { command: "fob logout", what: "end the login" },
      ];
  }
}

function mintCommand({ machineToken }: ProviderInfo): string {
  return machineToken?.takesName ? "fob token machine --name NAME" : "fob token machine";
}
