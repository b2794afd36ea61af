import { forProfile } from "../actions/login-command.ts";
import type { ErrorCode, FobError } from "../core/errors.ts";

/** What was cut short by its user or the system needs no advice. */
const silent: readonly ErrorCode[] = ["hangup", "interrupted", "terminated"];

/** A failure that says nothing better itself names what to type or do next by its kind. */
export function withNextCommand(failure: FobError, path: readonly string[]): FobError {
  if (failure.details.hint !== undefined || silent.includes(failure.code)) return failure;
  return failure.with({ hint: hintFor(failure, path) });
}

const doctor = "See what is wrong with: fob doctor";

const trace = "See what was sent with --debug; where nothing is wrong with that, try again later.";

const hints: Partial<Record<ErrorCode, string>> = {
  bug: "Please report it with the lines above.",
  partly_done: "--json says why for each; put that right, then run the same command again.",
  not_logged_in: "Log in: fob login",
  login_expired: "Log in again: fob login",
  refused: "Check what was typed, then run the same command again.",
  bad_credentials: "Check what was typed, then run the same command again.",
  wrong_code: "Try the next code: fob otp verify",
  late_code: "Log in again: fob login",
  forbidden: "See who you are there with: fob whoami. Another login is named by --profile NAME.",
  blocked: "See who you are there with: fob whoami. The provider has to lift the block.",
  provider_error: trace,
  bad_answer: trace,
  rate_limited: "Run it again later, or give it time to wait: --timeout 5m",
  store_unavailable: "See the stores with: fob store status",
  store_locked: "Unlock it, then run the same command again; see the stores with: fob store status",
  store_key: "See the stores with: fob store status",
  outcome_unknown: "Look before you run it again: fob sessions list",
  redirect_refused:
    "See the address with: fob profile list --json. Log in with the right one: --base-url URL",
  factor_pending: "Answer it: fob otp verify",
};

/** `whoami` would be no news after itself, nor after a login that is not to be. */
const hintsOfAsking: Partial<Record<ErrorCode, string>> = {
  forbidden: "The provider has to allow it. Another login is named by --profile NAME.",
  blocked: "The provider has to lift the block. Another login is named by --profile NAME.",
};

function isAsking([first, ...more]: readonly string[]): boolean {
  return (first === "whoami" || first === "login") && more.length === 0;
}

function hintFor({ code, details: { provider, profile } }: FobError, path: readonly string[]): string {
  if (code === "usage" || code === "input_needed") return `See: ${["fob help", ...path].join(" ")}`;
  if (code === "unsupported")
    return `See what can be done: fob provider ${provider === undefined ? "list" : `show ${provider}`}`;
  const hint = (isAsking(path) ? hintsOfAsking[code] : undefined) ?? hints[code] ?? doctor;
  return profile === undefined ? hint : forProfile(hint, provider, profile);
}
