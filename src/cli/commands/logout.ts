import { type LoggedOut, logOut } from "../../actions/log-out.ts";
import { FobError } from "../../core/errors.ts";
import type { Command } from "../command.ts";
import { errorSchema, optionalErrorJson } from "../json/index.ts";
import { cell } from "../render/table.ts";
import { list, nullable, object, oneOf, text } from "../schema/words.ts";

const loggedOutSchema = object({
  profile: text,
  provider: nullable(text),
  server: oneOf("revoked", "already_gone", "unsupported", "failed", "skipped"),
  local: oneOf("deleted", "pending_revoke", "kept"),
  error: nullable(errorSchema),
});

export const logout: Command = {
  arguments: [
    { name: "[profile...]", description: "the profiles to log out; none: the chosen one", values: "profile" },
  ],
  options: [
    { flags: "--all", description: "every profile that is logged in" },
    { flags: "--local-only", description: "forget the secrets, ask no server" },
  ],
  details:
    "Ends the session at the server where the API can, then forgets its secrets. If the server cannot be reached, the\n" +
    "secret is put aside, no other command uses it, and the next logout tries again. A token that was given to fob is\n" +
    "only forgotten.",
  examples: ["fob logout", "fob logout work babel", "fob logout --all --json"],
  output: { data: list(loggedOutSchema) },
  async run(app, input) {
    const done = await logOut(app, {
      names: input.args,
      all: input.has("all"),
      localOnly: input.has("local-only"),
    });
    return {
      data: done.map(({ profile, provider, server, local, error }) => ({
        profile,
        provider,
        server,
        local,
        error: optionalErrorJson(error),
      })),
      table: {
        columns: [
          { title: "profile", whole: true },
          { title: "provider" },
          { title: "server" },
          { title: "local" },
        ],
        rows: done.map(({ profile, provider, server, local }) => [
          cell(profile),
          cell(provider),
          cell(server),
          cell(local),
        ]),
        empty: "No profile is logged in.",
      },
      text: (style) =>
        done.map((one) => `${style.bold(one.profile)}: ${sentence(one)}`).join("\n") ||
        "No profile is logged in.",
      failure: failureOf(done),
    };
  },
};

function sentence({ server, local, provider, wasOut }: LoggedOut): string {
  if (wasOut) return "was not logged in; there was nothing to forget";
  const atServer = {
    revoked: "session ended at the server",
    already_gone: "session was gone at the server already",
    unsupported: `the API of ${provider} has no way to end a session`,
    failed: "session could not be ended at the server",
    skipped: "server not asked",
  }[server];
  const here = {
    deleted: "secret forgotten",
    pending_revoke: "secret put aside; the next logout tries again",
    kept: "secret still stored",
  }[local];
  return `${atServer}, ${here}`;
}

/** What was not begun, or was forbidden, is told as such; anything else that failed leaves work to the next logout. */
function failureOf(done: readonly LoggedOut[]): FobError | null {
  const failed = done.filter(({ error }) => error !== null);
  const [first] = failed;
  if (first === undefined || first.error === null) return null;
  if (done.length === 1 && (first.error.code === "forbidden" || first.server === "skipped"))
    return first.error;
  const why = failed.map(({ profile, error }) => `${profile}: ${error?.message}`).join("; ");
  const about = done.length === 1 ? { profile: first.profile, provider: first.provider ?? undefined } : {};
  const count = done.length === 1 ? "The logout is" : `${failed.length} of ${done.length} logouts are`;
  return new FobError("partly_done", `${count} not finished. ${why}`, {
    hint: "Run fob logout again when what failed is put right.",
    retryable: true,
    ...about,
  });
}
