import { badAnswer } from "../../core/answers.ts";
import type { HttpResponse } from "../../core/http.ts";
import type { Identity } from "../../core/identity.ts";
import {
  type Fields,
  idAt,
  isRecord,
  jsonObject,
  optionalDate,
  optionalFlag,
  optionalId,
  optionalText,
  recordAt,
} from "../../core/narrow.ts";
import { info } from "./info.ts";

const mediaTypes: readonly string[] = ["application/vnd.api+json", "application/json"];

/** A session resource. `attributes` still holds what was not named, the token above all, and is handed to nobody. */
export interface SessionRow {
  readonly id: string;
  readonly userId: string | null;
  readonly name: string | null;
  readonly machine: boolean;
  readonly readOnly: boolean | null;
  readonly twoFactor: boolean | null;
  readonly lastActivityAt: Date | null;
  readonly expiresAt: Date | null;
  readonly attributes: Fields;
}

/** The whole answer, if it is one of the API's and not of something in between. */
export function documentOf(response: HttpResponse): Fields {
  const body = jsonObject(response);
  if (mediaTypes.includes(response.mediaType)) return body;
  throw badAnswer("The provider's answer is not declared as JSON.", "Check --base-url.");
}

export function sessionAt(document: Fields, key: string): SessionRow {
  return sessionRow(recordAt(document, key), key);
}

export function sessionRow(resource: unknown, path: string): SessionRow {
  if (!isRecord(resource)) throw badAnswer(`The provider's answer has not an object at ${path}.`);
  const attributes = recordAt(resource, "attributes", `${path}.attributes`);
  return {
    id: idAt(resource, "id", `${path}.id`),
    userId: optionalId(attributes, "user_id"),
    name: optionalText(attributes, "name"),
    machine: optionalFlag(attributes, "machine") ?? false,
    readOnly: optionalFlag(attributes, "read_only"),
    twoFactor: optionalFlag(attributes, "two_factor_auth"),
    lastActivityAt: optionalDate(attributes, "last_activity_at"),
    expiresAt: optionalDate(attributes, "token_expires_at"),
    attributes,
  };
}

const idForm = new RegExp(`^(?:${info.sessionId.pattern})$`, "u");

export function isId(id: string): boolean {
  return idForm.test(id);
}

/** An id that goes into the path of a request. */
export function usableId(id: string | null, path: string): string {
  if (id !== null && isId(id)) return id;
  throw badAnswer(`The provider's answer has no usable id at ${path}.`);
}

export function identityOf(document: Fields): Identity {
  const user = recordAt(document, "data");
  const attributes = recordAt(user, "attributes", "data.attributes");
  const names = [optionalText(attributes, "first_name"), optionalText(attributes, "last_name")];
  const email = optionalText(attributes, "email");
  return {
    id: idAt(user, "id", "data.id"),
    login: email,
    name: names.filter((name) => name !== null).join(" ") || null,
    email,
  };
}
