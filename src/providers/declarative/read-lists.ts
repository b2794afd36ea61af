import { type FieldPath, fieldPathOf } from "./field-path.ts";
import { idPatternOf } from "./id-pattern.ts";
import { expiryOf, tokenPlaceOf } from "./read-login.ts";
import { namesIn, namesInPath, requestKeys, requestOf } from "./request.ts";
import {
  type IdSpec,
  type ListSpec,
  type MachineSpec,
  type MintSpec,
  machineFields,
  type Pages,
  type SessionsSpec,
  sessionFields,
} from "./spec.ts";
import { at, lineOf, matching, objectOf, optional, type Place, wholeOf, wrong } from "./words.ts";

const ofLogin = ["session_id", "user_id"];

export function sessionsOf(place: Place): SessionsSpec {
  const fields = objectOf(place, ["id", "list", "revoke"]);
  return {
    id: idOf(at(fields, "id", place.path)),
    list: listOf(at(fields, "list", place.path), sessionFields),
    revoke: optional(at(fields, "revoke", place.path), revocationOf),
  };
}

export function machineTokensOf(place: Place): MachineSpec {
  const fields = objectOf(place, ["id", "type", "mint", "list", "revoke"]);
  const types = ["api_key", "session", "jwt", "auth_token"] as const;
  const type = at(fields, "type", place.path);
  const tokenType = type.value === undefined ? "api_key" : types.find((one) => one === type.value);
  if (tokenType === undefined) throw wrong(type.path, `one of ${types.join(", ")} is due`);
  return {
    id: idOf(at(fields, "id", place.path)),
    type: tokenType,
    mint: mintOf(at(fields, "mint", place.path)),
    list: optional(at(fields, "list", place.path), (one) => listOf(one, machineFields)),
    revoke: optional(at(fields, "revoke", place.path), revocationOf),
  };
}

function idOf(place: Place): IdSpec {
  const fields = objectOf(place, ["pattern", "label"]);
  const pattern = idPatternOf(at(fields, "pattern", place.path));
  return { pattern, label: optional(at(fields, "label", place.path), lineOf) ?? pattern };
}

function mintOf(place: Place): MintSpec {
  const fields = objectOf(place, [...requestKeys, "token", "id", "read_only", "expires_at", "expires_in"]);
  const inBody = ["name", "read_only", "expires_in", "expires_at", "user_id"];
  return {
    request: requestOf(fields, place.path, { methods: ["POST", "PUT"], inPath: ofLogin, inBody }),
    token: tokenPlaceOf(at(fields, "token", place.path)),
    id: optional(at(fields, "id", place.path), fieldPathOf),
    readOnly: optional(at(fields, "read_only", place.path), fieldPathOf),
    ...expiryOf(fields, place.path),
  };
}

function revocationOf(place: Place) {
  const fields = objectOf(place, requestKeys);
  const methods = ["DELETE", "POST", "PUT", "PATCH"] as const;
  const request = requestOf(fields, place.path, { methods, inPath: ["id", "user_id"], inBody: ["id"] });
  const names = namesInPath(request);
  if (names.includes("id") || namesIn(request.body).includes("id")) return request;
  throw wrong(`${place.path}.request`, "the {id} of what is ended is missing");
}

function listOf<Field extends string>(place: Place, names: readonly Field[]): ListSpec<Field> {
  const fields = objectOf(place, ["request", "query", "items", "fields", "pages"]);
  const columns = at(fields, "fields", place.path);
  const given = objectOf(columns, ["id", ...names]);
  const entries = names.map((name): [string, FieldPath | null] => [
    name,
    optional(at(given, name, columns.path), fieldPathOf),
  ]);
  return {
    request: requestOf(fields, place.path, { methods: ["GET"], inPath: ofLogin, inBody: [] }),
    items: optional(at(fields, "items", place.path), fieldPathOf),
    id: fieldPathOf(at(given, "id", columns.path)),
    fields: Object.fromEntries(entries) as Record<Field, FieldPath | null>,
    pages: optional(at(fields, "pages", place.path), pagesOf) ?? { by: "none" },
  };
}

function pagesOf(place: Place): Pages {
  const fields = objectOf(place, ["cursor", "next", "number", "first", "size"]);
  const name = (key: string) =>
    optional(at(fields, key, place.path), (one) =>
      matching(one, /^[\w.[\]-]{1,64}$/, "the name of a query's key"),
    );
  const [cursor, number] = [name("cursor"), name("number")];
  if (cursor !== null && number === null)
    return { by: "cursor", query: cursor, next: fieldPathOf(at(fields, "next", place.path)) };
  if (number === null || cursor !== null)
    throw wrong(place.path, "pages go by a cursor with next, or by a number");
  return {
    by: "number",
    query: number,
    first: optional(at(fields, "first", place.path), (one) => wholeOf(one, 0, 1)) ?? 1,
    size: optional(at(fields, "size", place.path), (one) => wholeOf(one, 1, 10_000)),
  };
}
