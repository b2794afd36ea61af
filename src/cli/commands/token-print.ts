import { doerOf, entryOf } from "../../actions/audit.ts";
import { loginToHandOver } from "../../actions/hand-over.ts";
import type { Login } from "../../actions/login.ts";
import { FobError } from "../../core/errors.ts";
import { shellQuoted } from "../../core/shell.ts";
import type { Command } from "../command.ts";
import { offlineOption } from "../global-options.ts";
import { rfc3339 } from "../render/time.ts";
import { dictionary, nullable, object, text, time } from "../schema/words.ts";

const formats = ["raw", "header", "env", "json"] as const;
type TokenFormat = (typeof formats)[number];

const printedTokenSchema = object({
  profile: nullable(text),
  provider: text,
  token: text,
  headers: dictionary(text),
  expires_at: nullable(time),
});

export const tokenPrint: Command = {
  options: [
    { flags: "--format <FORMAT>", description: "raw, header (for curl -H @-), env or json", values: formats },
    offlineOption,
  ],
  details:
    "Prints the stored token of the profile, renewed when it is about to expire. --offline-ok is for a store that machines\n" +
    "share (fob store init): the copy that it makes and uses is sealed, and 15 minutes old at most.",
  examples: [
    "fob token print",
    "fob token print --format header | curl -H @- https://api.productive.io/api/v2/projects",
    "fob token print --profile amity --offline-ok",
    'eval "$(fob token print --format env)"',
  ],
  output: { data: printedTokenSchema },
  async run(app, input) {
    const format = formats.find((one) => one === (input.text("format") ?? "raw"));
    if (format === undefined) throw new FobError("usage", `--format takes ${formats.join(", ")}.`);
    const login = await loginToHandOver(app);
    app.terminal.note(`Token of ${login.profile?.name ?? "FOB_TOKEN"} (chosen by: ${login.chosenBy})`);
    const data = tokenData(login);
    await app.audit.record(entryOf("print", doerOf(login), "printed"));
    const line = format === "json" ? JSON.stringify(data) : lineOf(login, format);
    return { data, secret: { line, ifLost: "The token is still stored; nothing was changed." } };
  },
};

function tokenData({ profile, definition, provider, credential }: Login) {
  const { raw, headers } = provider.tokenForm(credential);
  const revealed = Object.entries(headers).map(([header, value]) => [header, value.reveal()]);
  return {
    profile: profile?.name ?? null,
    provider: definition.info.id,
    token: raw.reveal(),
    headers: Object.fromEntries(revealed),
    expires_at: rfc3339(credential.expiresAt),
  };
}

function lineOf({ definition, provider, credential }: Login, format: Exclude<TokenFormat, "json">): string {
  const { raw, headers } = provider.tokenForm(credential);
  if (format === "raw") return raw.reveal();
  if (format === "env") return `${definition.info.tokenVariable}=${shellQuoted(raw.reveal())}`;
  return Object.entries(headers)
    .map(([header, value]) => `${header}: ${value.reveal()}`)
    .join("\n");
}
