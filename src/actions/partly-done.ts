import { type ErrorCode, type ErrorDetails, FobError, isFobError } from "../core/errors.ts";
import { loginCommand } from "./login-command.ts";

/** One of many things that a command was to do, and did not. */
export interface Undone {
  readonly profile: string | null;
  readonly provider: string;
  readonly error: FobError | null;
}

export const runAgain = "Run the same command again: what is already gone counts as done.";

/** `message` says how much is left. */
export function partlyDone(message: string, undone: readonly Undone[]): FobError {
  return new FobError("partly_done", message, { ...ownerOf(undone), ...adviceOn(undone) });
}

/** Whose they are, where they are all of one. */
function ownerOf(undone: readonly Undone[]): ErrorDetails {
  const [provider, ...providers] = new Set(undone.map((one) => one.provider));
  const [profile, ...profiles] = new Set(undone.map((one) => one.profile));
  return {
    provider: providers.length === 0 ? provider : undefined,
    profile: profiles.length === 0 ? (profile ?? undefined) : undefined,
  };
}

/** Another run is no advice where it would fail for the same reason. */
function adviceOn(undone: readonly Undone[]): ErrorDetails {
  const dead = undone.find(({ error }) => isFobError(error, "login_expired"));
  if (dead !== undefined) return { hint: dead.error?.details.hint ?? logInAgain(dead) };
  if (undone.every(({ error }) => isFobError(error, ...lasting)))
    return { hint: undone.length === 1 ? undone[0]?.error?.details.hint : undefined };
  const limited = undone.find(({ error }) => isFobError(error, "rate_limited"))?.error?.details;
  if (limited === undefined) return { hint: runAgain };
  const { hint, retryable, retryAfterS } = limited;
  return { hint, retryable, retryAfterS };
}

export function logInAgain({ provider, profile }: Pick<Undone, "provider" | "profile">): string {
  return profile === null
    ? "Set FOB_TOKEN to a token that the provider accepts, then run the same command again."
    : `Log in again: ${loginCommand(provider, profile)}; then run the same command again.`;
}

/** What stays as it is until the user does something else. */
const lasting: readonly ErrorCode[] = ["usage", "unsupported", "unsafe", "forbidden", "blocked", "refused"];
