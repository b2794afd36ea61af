import { execWithMinted } from "../../actions/exec-with-minted.ts";
import { type Issued, type IssueRequest, issueToken } from "../../actions/issue-token.ts";
import { shownToken, takeBack } from "../../actions/lost-token.ts";
import type { TokenRequest } from "../../actions/mint-token.ts";
import { tellPresent } from "../../actions/present-token.ts";
import { endReplaced } from "../../actions/replace-token.ts";
import { chooseTarget } from "../../actions/target.ts";
import type { App } from "../../core/app.ts";
import { parseDuration } from "../../core/duration.ts";
import { FobError } from "../../core/errors.ts";
import { visible } from "../../core/visible.ts";
import type { Command, Input, View } from "../command.ts";
import { commandOf } from "./exec.ts";
import { foundJson, machineTokenOutput, mintedJson } from "./token-machine-json.ts";
import { placeOf, placeOptions, placeText } from "./token-place-option.ts";

export const tokenMachine: Command = {
  arguments: [
    { name: "[command...]", description: "with --run, after --: the command and all that it takes" },
  ],
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
    {
      flags: "--run",
      description: "run the command after -- with the token, then revoke it, however that ends",
    },
    {
      flags: "--as <NAME>",
      description: "with --run: the variable of the token, in place of the provider's own",
    },
    { flags: "--mask", description: "with --run: hide secrets in what the command writes" },
  ],
  details:
    "Prints the token once, alone on a line. What the API cannot honour is refused before anything is sent, a place that\n" +
    "takes nothing before anything is minted. A token that reached nobody is revoked again. Whenever --replace is\n" +
    "interrupted, a token that works is left where it was; run it again.\n" +
    "With --run the environment and the exit status are those of fob exec; 3 where the command ended with 0 and its token\n" +
    "could not be revoked.",
  examples: [
    "fob token machine --name ci-deploy",
    "fob token machine --name nightly --read-only --to file:token.txt",
    "fob token machine --name deploy --replace --to github-env:DEPLOY_TOKEN",
    "fob token machine --name bot --if-absent --save-as bot",
    "fob token machine --jwt --expires-in 15m",
    "fob token machine --name deploy --run -- ./deploy.sh",
  ],
  output: machineTokenOutput,
  async run(app, input) {
    const request = { token: tokenOf(input), place: placeOf(input), when: whenOf(input) };
    if (input.has("run")) return run(app, input, request);
    checkNoCommand(input);
    const issued = await issueToken(app, await chooseTarget(app), request);
    return viewOf(app, issued, request);
  },
};

async function run(app: App, input: Input, { token, place, when }: IssueRequest): Promise<View> {
  if (place !== null || when !== "always")
    throw new FobError("usage", "--run goes without --to, --save-as, --if-absent and --replace.", {
      hint: "The token is the command's alone, and ends with it.",
    });
  const command = commandOf(input, "fob token machine --name NAME --run");
  const how = { command, variable: input.text("as"), mask: input.has("mask") };
  const { status, left } = await execWithMinted(app, await chooseTarget(app), token, how);
  return { data: null, status, failure: left };
}

function checkNoCommand(input: Input): void {
  if (input.args.length > 0)
    throw new FobError("usage", "That is more than this command takes.", {
      hint: "See what it takes with --help; a command goes with --run.",
    });
  if (input.text("as") !== null || input.has("mask"))
    throw new FobError("usage", "--as and --mask go with --run.");
}

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
    throw new FobError("usage", "--name takes a text, without control characters, that is not empty.");
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
  const afterwards = former.length === 0 ? {} : { afterwards: () => endReplaced(app, minted, former, into) };
  if (place !== null) {
    const text = () => `Token ${shownToken(minted)} is in ${placeText(place)}`;
    return { ...mintedJson(minted, former, null), text, ...afterwards };
  }
  const line = minted.token.token.reveal();
  const secret = { line, ifLost: "", undo: () => takeBack(app, minted) };
  return { ...mintedJson(minted, former, line), secret, ...afterwards };
}
