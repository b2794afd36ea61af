import { addProvider } from "../../actions/added-providers.ts";
import type { Command } from "../command.ts";
import { object, text } from "../schema/words.ts";
import { providerJson, providerSchema } from "./provider-json.ts";

const keys = [
  "The file is JSON. It must have fob_provider, id, name, token and whoami; what the API has not is left out:",
  "",
  "  fob_provider    1",
  "  id, name        the word to type (lower-case letters and digits), and what people call it",
  "  base_url        the API's https address; without it every login gives --base-url",
  "  username        what --username takes, for the prompt",
  "  media_type      application/json or a type that ends with +json",
  "  headers         fixed headers without a secret",
  "  token           header, scheme (the word before the token, as Bearer)",
  "  error_message   where a refusal says why",
  "  login           request; where the answer has token, session_id, expires_at or expires_in; refusals",
  "  whoami          request; where the answer has id, login, name, email",
  "  logout          request",
  "  sessions        id (pattern, label), list, revoke",
  "  machine_tokens  id, type, mint (request; token, id, read_only, expires_at, expires_in), list, revoke",
  "  list            request; items (where the list is), fields (id and others of a row), pages",
  "  pages           cursor and next; or number, first, size (not sent)",
  "",
  'A request is a method and a path, as "DELETE /v1/sessions/{id}", with query and body beside it where it has them. A login\'s',
  "body holds {username} and {password}, {otp}, {apiKey}, {authToken} or {serverKey}; a mint's {name}, {read_only},",
  "{expires_in} or {expires_at}. A field of an answer is named by its path, as session.token.",
].join("\n");

export const providerAdd: Command = {
  arguments: [{ name: "<file>", description: "a provider file, or - for stdin", values: "file" }],
  details:
    "Shows what the file describes, asks, and keeps a copy with its SHA-256: a copy that differs from what was\n" +
    `confirmed is refused (13) until it is added again.\n\n${keys}`,
  examples: ["fob provider add fob-provider.json", "fob provider add fob-provider.json --yes"],
  output: { data: object({ provider: providerSchema, path: text, sha256: text }) },
  async run(app, input) {
    const { info, path, sha256 } = await addProvider(app, input.args[0] ?? "");
    return {
      data: { provider: providerJson(info), path, sha256 },
      text: () => `${info.id} is added. Log in with: fob login ${info.id}`,
    };
  },
};
