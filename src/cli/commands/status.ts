import { type Overview, overview } from "../../actions/overview.ts";
import type { Style } from "../../core/terminal.ts";
import { visible } from "../../core/visible.ts";
import type { Command } from "../command.ts";
import { errorSchema, optionalErrorJson } from "../json/index.ts";
import { rfc3339 } from "../render/time.ts";
import { list, nullable, object, oneOf, text, truth } from "../schema/words.ts";
import { whoamiJson, whoamiSchema } from "./whoami-json.ts";

const states = [
  "no_login",
  "unclear",
  "active",
  "expired",
  "pending_otp",
  "pending_link",
  "not_logged_in",
] as const;

export const status: Command = {
  details:
    "From the records alone: no store is opened, no server asked, and the exit status is 0 whatever it finds. fob alone\n" +
    "says the same.",
  examples: ["fob status", "fob --json"],
  output: {
    data: object({
      state: oneOf(...states),
      login: nullable(whoamiSchema),
      problem: nullable(errorSchema),
      profiles: list(object({ profile: text, provider: text, state: oneOf(...states) })),
      lacks_keychain: truth,
      next: list(object({ command: text, what: text })),
    }),
  },
  async run(app) {
    const found = await overview(app);
    const { state, login, problem, profiles, lacksKeychain, next } = found;
    return {
      data: {
        state,
        login: login === null ? null : whoamiJson(login),
        problem: optionalErrorJson(problem),
        profiles: profiles.map((one) => ({
          profile: one.profile.name,
          provider: one.profile.provider,
          state: one.state,
        })),
        lacks_keychain: lacksKeychain,
        next,
      },
      text: (style) =>
        [...headLines(found, style), ...waitingLines(found, style), "", ...stepLines(found, style)].join(
          "\n",
        ),
    };
  },
};

const stateWords = {
  no_login: "no login",
  unclear: "unclear",
  active: "logged in",
  expired: "expired",
  pending_otp: "waits for its one-time code",
  pending_link: "waits for the link in the e-mail",
  not_logged_in: "logged out",
} as const;

function headLines({ login, problem, profiles, lacksKeychain }: Overview, style: Style): readonly string[] {
  const others = profiles.map(
    ({ profile, state }) => `  ${profile.name} (${profile.provider}): ${stateWords[state]}`,
  );
  if (problem !== null) {
    const { hint } = problem.details;
    return [style.bold(visible(problem.message)), ...others, ...(hint === undefined ? [] : [visible(hint)])];
  }
  if (login !== null) return [loginLine(login, style), ...(others.length > 1 ? others : [])];
  const warning =
    "There seems to be no keychain here: at a terminal, fob login offers encrypted files instead.";
  return [style.bold("No login is stored on this machine."), ...(lacksKeychain ? [style.warn(warning)] : [])];
}

/** What a logout could not end at its server. */
function waitingLines({ profiles }: Overview, style: Style): readonly string[] {
  return profiles.flatMap(({ profile: { name, pendingRevokes } }) =>
    pendingRevokes === 0 ? [] : [style.warn(`${waiting(name, pendingRevokes)}; each logout tries again.`)],
  );
}

function waiting(name: string, count: number): string {
  return count === 1
    ? `A former session of ${name} still waits to be ended at its server`
    : `${count} former sessions of ${name} still wait to be ended at their server`;
}

function loginLine(login: NonNullable<Overview["login"]>, style: Style): string {
  const { profile, provider, identity, state, source, session } = login;
  if (source === "env") return `${style.bold("FOB_TOKEN")} is your login, at ${provider}.`;
  const user = identity.login ?? identity.email ?? identity.name ?? identity.id;
  const who = user === null ? "" : ` as ${style.bold(visible(user))}`;
  const end = session.expiresAt === null || state !== "active" ? "" : `, ends ${rfc3339(session.expiresAt)}`;
  const word = state === "unverified" ? "unclear" : state;
  return `${style.bold(profile ?? "")}: ${stateWords[word]}${who} at ${provider}${end}`;
}

/** The list of all commands closes every answer. */
function stepLines({ next }: Overview, style: Style): readonly string[] {
  const steps = [...next, { command: "fob --help", what: "see all commands" }];
  const width = Math.max(...steps.map(({ command }) => command.length));
  return steps.map(({ command, what }) => `  ${command.padEnd(width)}   ${style.dim(what)}`);
}
