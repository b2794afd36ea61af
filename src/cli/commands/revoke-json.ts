import type { Revoked } from "../../actions/revoke-sessions.ts";
import { errorSchema, optionalErrorJson } from "../json/index.ts";
import { count, list, nullable, type OutputSchema, object, oneOf, text } from "../schema/words.ts";

const results = ["revoked", "already_gone", "failed", "skipped", "would_revoke"] as const;

export const revokeOutput: OutputSchema = {
  data: list(
    object({
      id: text,
      profile: nullable(text),
      provider: text,
      result: oneOf(...results),
      error: nullable(errorSchema),
    }),
  ),
  meta: object(Object.fromEntries(results.map((result) => [result, count]))),
};

export function revokedJson({ id, profile, provider, result, error }: Revoked) {
  return { id, profile, provider, result, error: optionalErrorJson(error) };
}

export function tally(done: readonly Revoked[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    results.map((result) => [result, done.filter((one) => one.result === result).length]),
  );
}
