import { ifLost, shownToken } from "../../actions/lost-token.ts";
import { checkTokenRequest, type Minted, mintToken, type TokenRequest } from "../../actions/mint-token.ts";
import { placeInProfile } from "../../actions/save-token.ts";
import { chooseTarget } from "../../actions/target.ts";
import { mintInto, placeInFile, type TokenPlace } from "../../actions/token-place.ts";
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
      values: ["file:"],
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
    const mint = () => mintToken(app, target, request);
    return place === null ? printed(await mint()) : kept(await mintInto(place, mint), input);
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
  return placeInFile(app, path);
}

function kept(minted: Minted, input: Input): View {
  const where = input.text("save-as") ?? input.text("to")?.slice("file:".length) ?? "";
  return { data: tokenJson(minted, null), text: () => `Token ${shownToken(minted)} is in ${visible(where)}` };
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
