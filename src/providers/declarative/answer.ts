import type { Clock } from "../../core/clock.ts";
import type { HttpResponse } from "../../core/http.ts";
import type { Fields } from "../../core/narrow.ts";
import type { KeepSecret, Secret } from "../../core/secret.ts";
import { tokenAt, tokenFrom } from "../../core/tokens.ts";
import { dateIn, holder, numberIn } from "./field-path.ts";
import type { Expiry, TokenPlace } from "./spec.ts";

export function newToken(place: TokenPlace, response: HttpResponse, body: Fields, keep: KeepSecret): Secret {
  if ("header" in place) return tokenFrom(response.header(place.header), `the header ${place.header}`, keep);
  const { field } = place;
  return tokenAt(holder(body, field), field.key, keep, field.text);
}

const longestLifeS = 10 * 365 * 86_400;

export function readExpiry({ expiresAt, expiresIn }: Expiry, body: Fields, clock: Clock): Date | null {
  const seconds = numberIn(body, expiresIn) ?? 0;
  if (seconds > 0 && seconds <= longestLifeS) return new Date(clock.now().getTime() + seconds * 1000);
  return dateIn(body, expiresAt);
}
