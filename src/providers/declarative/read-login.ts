import { isHeaderName } from "../../core/header.ts";
import type { Fields } from "../../core/narrow.ts";
import type { SecretName } from "../../core/provider-info.ts";
import { fieldPathOf } from "./field-path.ts";
import { namesIn, requestKeys, requestOf } from "./request.ts";
import type { Expiry, LoginSpec, TokenPlace, WhoamiSpec } from "./spec.ts";
import { at, lineOf, objectOf, optional, type Place, wholeOf, wrong } from "./words.ts";

/** By name, so that a secret that fob gets for something else is never one that a file can ask for. */
const inLogin: readonly SecretName[] = ["password", "otp", "apiKey", "authToken", "serverKey"];

export function loginOf(place: Place): LoginSpec {
  const keys = [...requestKeys, "token", "session_id", "expires_at", "expires_in", "refusals"];
  const fields = objectOf(place, keys);
  const inBody = ["username", ...inLogin];
  const request = requestOf(fields, place.path, { methods: ["POST", "PUT"], inPath: [], inBody });
  const used = namesIn(request.body);
  const secrets = inLogin.filter((name) => used.includes(name));
  if (!secrets.some((name) => name !== "otp") || !used.includes("username"))
    throw wrong(`${place.path}.body`, "a login sends {username} and a secret, as {password}");
  return {
    request,
    secrets,
    token: tokenPlaceOf(at(fields, "token", place.path)),
    sessionId: optional(at(fields, "session_id", place.path), fieldPathOf),
    ...expiryOf(fields, place.path),
    refusals: optional(at(fields, "refusals", place.path), statusesOf) ?? [],
  };
}

/** `session.token` in the body, or `header:X-Auth-Token`. */
export function tokenPlaceOf(place: Place): TokenPlace {
  const { value, path } = place;
  if (typeof value !== "string" || !value.startsWith("header:")) return { field: fieldPathOf(place) };
  const header = lineOf(place, 80).slice("header:".length).toLowerCase();
  if (!isHeaderName(header)) throw wrong(path, "the name of a header is due after header:");
  return { header };
}

export function expiryOf(fields: Fields, path: string): Expiry {
  return {
    expiresAt: optional(at(fields, "expires_at", path), fieldPathOf),
    expiresIn: optional(at(fields, "expires_in", path), fieldPathOf),
  };
}

function statusesOf({ value, path }: Place): readonly number[] {
  if (!Array.isArray(value)) throw wrong(path, "a list of statuses is due, as [400, 422]");
  return value.map((status, index) => wholeOf({ value: status, path: `${path}[${index}]` }, 400, 499));
}

export function whoamiOf(place: Place): WhoamiSpec {
  const fields = objectOf(place, ["request", "query", "id", "login", "name", "email"]);
  const field = (key: string) => at(fields, key, place.path);
  return {
    request: requestOf(fields, place.path, { methods: ["GET"], inPath: [], inBody: [] }),
    id: fieldPathOf(field("id")),
    login: optional(field("login"), fieldPathOf),
    name: optional(field("name"), fieldPathOf),
    email: optional(field("email"), fieldPathOf),
  };
}
