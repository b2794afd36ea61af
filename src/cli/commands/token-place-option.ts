import type { IssueRequest } from "../../actions/issue-token.ts";
import { FobError } from "../../core/errors.ts";
import { visible } from "../../core/visible.ts";
import type { Input, OptionSpec } from "../command.ts";

type Place = IssueRequest["place"];

export const placeOptions: readonly OptionSpec[] = [
  { flags: "--save-as <PROFILE>", description: "keep it as a login of its own instead of printing it" },
  {
    flags: "--to <PLACE>",
    description:
      "file:PATH (new, 0600), fd:N, or in GitHub Actions github-env:NAME or github-output:NAME, instead of printing it",
    values: ["file:", "fd:", "github-env:", "github-output:"],
  },
];

export function placeOf(input: Input): Place {
  const [name, to] = [input.text("save-as"), input.text("to")];
  if (name !== null && to !== null) throw new FobError("usage", "Choose one of --save-as and --to.");
  if (name !== null) return { kind: "profile", name };
  return to === null ? null : parsePlace(to);
}

function parsePlace(text: string): Place {
  const [, kind, rest = ""] = /^([a-z-]+):(.+)$/s.exec(text) ?? [];
  switch (kind) {
    case "file":
      return { kind, path: rest, replace: false };
    case "fd":
      return { kind, fd: descriptorOf(rest) };
    case "github-env":
    case "github-output":
      return { kind, name: nameIn(kind, rest) };
    default:
      // It may be the token of another call, typed where a place was due, so it is not repeated.
      throw new FobError("usage", "--to takes file:PATH, fd:N, github-env:NAME or github-output:NAME.");
  }
}

function descriptorOf(text: string): number {
  if (/^\d{1,4}$/.test(text) && Number(text) > 2) return Number(text);
  throw new FobError("usage", "--to fd:N takes the number of a descriptor from 3 on.", {
    hint: "Without --to the token goes to stdout; or open one: --to fd:3 3>FILE",
  });
}

/** The runner takes no variable of its own, nor NODE_OPTIONS, from that file, and says so in its log alone. */
function nameIn(kind: "github-env" | "github-output", text: string): string {
  const form = kind === "github-env" ? /^[A-Za-z_]\w{0,127}$/ : /^[A-Za-z_][\w-]{0,127}$/;
  const reserved = kind === "github-env" && /^(GITHUB_.*|RUNNER_.*|NODE_OPTIONS)$/i.test(text);
  if (form.test(text) && !reserved) return text;
  const what = kind === "github-env" ? "a variable that is not the runner's own" : "an output";
  throw new FobError("usage", `--to ${kind}: takes the name of ${what}.`, {
    hint: `Letters, digits and _, as in --to ${kind}:DEPLOY_TOKEN`,
  });
}

/** For people. */
export function placeText(place: Exclude<Place, null>): string {
  switch (place.kind) {
    case "profile":
      return place.name;
    case "file":
      return visible(place.path);
    case "fd":
      return `descriptor ${place.fd}`;
    default:
      return `${place.kind === "github-env" ? "GITHUB_ENV" : "GITHUB_OUTPUT"} as ${place.name}`;
  }
}
