import { checkTokenRequest, type Minted, mintToken, type TokenRequest } from "../../actions/mint-token.ts";
import { placeInProfile, type TokenPlace } from "../../actions/save-token.ts";
import { chooseTarget } from "../../actions/target.ts";
import type { App } from "../../core/app.ts";
import { parseDuration } from "../../core/duration.ts";
import { FobError } from "../../core/errors.ts";
import { visible } from "../../core/visible.ts";
import type { Command, Input, View } from "../command.ts";
import { rfc3339 } from "../render/time.ts";
import { nullable, object, oneOf, text, time, truth } from "../schema/words.ts";

const machineTokenSchema = object({
  id: nullable(text),
  name: nullable(text),
  token: nullable(text),
  token_type: oneOf("session", "jwt", "api_key", "auth_token"),
  read_only: nullable(truth),
  expires_at: nullable(time),
  profile: nullable(text),
  provider: text,
});

export const tokenMachine: Command = {
  options: [
    { flags: "--name <NAME>", description: "what the token is for, as ci-deploy" },
    { flags: "--read-only", description: "a token that can only read" },
    { flags: "--expires-in <DURATION>", description: "how long it lives, as 90d" },
    { flags: "--jwt", description: "a short-lived JWT instead" },
    { flags: "--save-as <PROFILE>", description: "keep it as a login of its own instead of printing it" },
    {
      flags: "--to <file:PATH>",
      description: "write it to a new file of your own (0600) instead of printing it",
    },
  ],
  details:
    "Prints the token once, alone on a line. What the API cannot honour is refused before anything is sent.",
  examples: [
    "fob token machine --name ci-deploy",
    "fob token machine --name nightly --read-only --to file:token.txt",
    "fob token machine --jwt --expires-in 15m",
  ],
  output: { data: machineTokenSchema },
  async run(app, input) {
    const request = requestOf(input);
    const target = await chooseTarget(app);
    checkTokenRequest(app, target, request);
    const place = await placeOf(app, input);
    const minted = await mintOrDiscard(place, () => mintToken(app, target, request));
    return place === null ? printed(minted) : kept(minted, place, input);
  },
};

function requestOf(input: Input): TokenRequest {
  const expiresIn = input.text("expires-in");
  const name = input.text("name");
  if (name?.trim() === "" || (name !== null && visible(name) !== name)) {
    throw new FobError("usage", "--name takes a text without control characters.");
  }
  return {
    name,
    readOnly: input.has("read-only"),
    expiresInS: expiresIn === null ? null : parseDuration(expiresIn, "--expires-in"),
    jwt: input.has("jwt"),
    toBeSaved: input.text("save-as") !== null,
  };
}

/** Null: stdout. A place is proven before the token is minted, since the token is shown but once. */
async function placeOf(app: App, input: Input): Promise<TokenPlace | null> {
  const [profile, to] = [input.text("save-as"), input.text("to")];
  if (profile !== null && to !== null) throw new FobError("usage", "Choose one of --save-as and --to.");
  if (profile !== null) return placeInProfile(app, profile);
  if (to === null) return null;
  const path = /^file:(.+)$/s.exec(to)?.[1];
  if (path === undefined) throw new FobError("usage", "--to takes file:PATH.");
  const file = app.newSecretFile(path);
  return {
    keep: async ({ token }) => file.write(token.token.map((text) => `${text}\n`)),
    discard: async () => file.discard(),
  };
}

async function mintOrDiscard(place: TokenPlace | null, mint: () => Promise<Minted>): Promise<Minted> {
  try {
    return await mint();
  } catch (error) {
    await place?.discard();
    throw error;
  }
}

async function kept(minted: Minted, place: TokenPlace, input: Input): Promise<View> {
  try {
    await place.keep(minted);
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    // What to do about the token goes before what to do about the place.
    throw new FobError(error.code, error.message, { ...error.details, hint: ifLost(minted) });
  }
  const where = input.text("save-as") ?? input.text("to")?.slice("file:".length) ?? "";
  return { data: tokenJson(minted, null), text: () => `Token ${shownId(minted)} is in ${visible(where)}` };
}

function printed(minted: Minted): View {
  const line = minted.token.token.reveal();
  return { data: tokenJson(minted, line), secret: { line, ifLost: ifLost(minted) } };
}

function tokenJson({ token, login }: Minted, shown: string | null) {
  return {
    id: token.id,
    name: token.name,
    token: shown,
    token_type: token.tokenType,
    read_only: token.readOnly,
    expires_at: rfc3339(token.expiresAt),
    profile: login.profile?.name ?? null,
    provider: login.definition.info.id,
  };
}

/** A token nobody has must not live on. */
function ifLost(minted: Minted): string {
  const { token, login } = minted;
  if (token.id === null) return "The token was minted and is lost; it ends by itself.";
  const revoke = login.definition.info.capabilities.sessions_revoke.supported
    ? `End it: fob sessions revoke ${token.id}${login.profile === null ? "" : ` --profile ${login.profile.name}`}`
    : "Revoke it where the provider shows its keys.";
  return `The token ${shownId(minted)} was minted and is lost. ${revoke}`;
}

function shownId({ token }: Minted): string {
  return visible([token.id, token.name].filter((part) => part !== null).join(" "));
}
