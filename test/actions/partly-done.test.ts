import { expect, it } from "vitest";
import { partlyDone, type Undone } from "../../src/actions/partly-done.ts";
import { FobError } from "../../src/core/errors.ts";
import { failing } from "../support/fake-app.ts";

const one = (error: FobError | null, more: Partial<Undone> = {}): Undone => ({
  profile: "work",
  provider: "acme",
  error,
  ...more,
});
const again = "Run the same command again: what is already gone counts as done.";
const limited = new FobError("rate_limited", "Too many.", {
  hint: "Try again in 1 h.",
  retryable: true,
  retryAfterS: 3600,
});

it.each<readonly [string, readonly Undone[], object]>([
  ["skipped or unlucky: the same again", [one(null), one(failing("network"))], { hint: again }],
  [
    "a dead login: log in first",
    [one(failing("login_expired")), one(null)],
    { hint: "Log in again: fob login acme --profile work; then run the same command again." },
  ],
  [
    "a limit: when",
    [one(limited), one(null)],
    { hint: "Try again in 1 h.", retryable: true, retryAfterS: 3600 },
  ],
  ["what stays as it is, several times: nothing", [one(failing("forbidden")), one(failing("blocked"))], {}],
  [
    "what stays as it is, once: what that says",
    [one(new FobError("unsupported", "No.", { hint: "By hand." }))],
    { hint: "By hand." },
  ],
])("says of %s", (_, undone, expected) => {
  const { code, message, details } = partlyDone("Some are left.", undone);
  expect([code, message, details]).toEqual([
    "partly_done",
    "Some are left.",
    { provider: "acme", profile: "work", hint: undefined, ...expected },
  ]);
});

it("tells a token of the environment by its variable", () => {
  const hint = "Set FOB_TOKEN to a token that the provider accepts, then run the same command again.";
  expect(partlyDone("", [one(failing("login_expired"), { profile: null })]).details.hint).toBe(hint);
});

it("names nobody where it concerns several", () => {
  const of = (profile: string, provider: string) => one(null, { profile, provider });
  const { provider, profile } = partlyDone("", [of("a", "acme"), of("b", "bcme")]).details;
  expect([provider, profile]).toEqual([undefined, undefined]);
});
