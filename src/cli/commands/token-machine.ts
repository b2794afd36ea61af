import { type Issued, type IssueRequest, issueToken } from "../../actions/issue-token.ts";
import { shownToken, takeBack } from "../../actions/lost-token.ts";
import type { TokenRequest } from "../../actions/mint-token.ts";
import { tellPresent } from "../../actions/present-token.ts";
import { endFormer } from "../../actions/replace-token.ts";
import { chooseTarget } from "../../actions/target.ts";
import type { App } from "../../core/app.ts";
import { parseDuration } from "../../core/duration.ts";
import { FobError } from "../../core/errors.ts";
import { visible } from "../../core/visible.ts";
import type { Command, Input, View } from "../command.ts";
import { foundJson, machineTokenOutput, mintedJson } from "./token-machine-json.ts";
import { placeOf, placeOptions, placeText } from "./token-place-option.ts";

export const tokenMachine: Command = {
  options: [
    { flags: "--name <NAME>", description: "what the token is for, as ci-deploy" },
    { flags: "--read-only", description: "a token that can only read" },
    { flags: "--expires-in <DURATION>", description: "how long it lives, as 90d" },
    { flags: "--jwt", description: "a short-lived JWT instead" },
    ...placeOptions,
    { flags: "--if-absent", description: "mint none where one of yours has that name already" },
    {
      flags: "--replace",
      description:
        "mint, prove and deliver it, then revoke your others of that name; may replace file and profile",
    },
  ],
  details:
    "Prints the token once, alone on a line. What the API cannot honour is refused before anything is sent, a place that\n" +
    "takes nothing before anything is minted. A token that reached nobody is revoked again. Whenever --replace is\n" +
    "interrupted, a token that works is left where it was; run it again.",
  examples: [
    "fob token machine --name ci-deploy",
    "fob token machine --name nightly --read-only --to file:token.txt",
    "fob token machine --name deploy --replace --to github-env:DEPLOY_TOKEN",
    "fob token machine --name bot --if-absent --save-as bot",
    "fob token machine --jwt --expires-in 15m",
  ],
  output: machineTokenOutput,
  async run(app, input) {
    const request = { token: tokenOf(input), place: placeOf(input), when: whenOf(input) };
    const issued = await issueToken(app, await chooseTarget(app), request);
    return viewOf(app, issued, request);
  },
};

function whenOf(input: Input): IssueRequest["when"] {
  const [absent, replace] = [input.has("if-absent"), input.has("replace")];
  if (absent && replace) throw new FobError("usage", "Choose one of --if-absent and --replace.");
  if (absent) return "if_absent";
  return replace ? "replace" : "always";
}

function tokenOf(input: Input): TokenRequest {
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

async function viewOf(app: App, issued: Issued, request: IssueRequest): Promise<View> {
  if (issued.kind === "present") {
    await tellPresent(app, issued.token, request);
    return foundJson(issued.token, issued.login);
  }
  const { minted, former } = issued;
  const { place } = request;
  const into = place?.kind === "profile" ? place.name : null;
  const afterwards = former.length === 0 ? {} : { afterwards: () => endFormer(app, minted, former, into) };
  if (place !== null) {
    const text = () => `Token ${shownToken(minted)} is in ${placeText(place)}`;
    return { ...mintedJson(minted, former, null), text, ...afterwards };
  }
  const line = minted.token.token.reveal();
  const secret = { line, ifLost: "", undo: () => takeBack(minted) };
  return { ...mintedJson(minted, former, line), secret, ...afterwards };
}
