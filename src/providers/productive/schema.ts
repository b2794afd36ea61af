import { badAnswer } from "../../core/answers.ts";
import type { HttpResponse } from "../../core/http.ts";
import type { Identity } from "../../core/identity.ts";
import {
  asDate,
  asFlag,
  asId,
  asText,
  type Fields,
  idAt,
  isRecord,
  jsonObject,
  optionalNumber,
  optionalText,
  recordAt,
} from "../../core/narrow.ts";
import { info } from "./info.ts";

const mediaTypes: readonly string[] = ["application/vnd.api+json", "application/json"];

/** A session as an answer shows it. Its attributes hold tokens, the one above all, and are handed to nobody. */
export interface SessionResource {
  readonly id: string;
  readonly attributes: Fields;
}

export interface SessionRow extends SessionResource {
  readonly userId: string | null;
  readonly machine: boolean;
  readonly readOnly: boolean | null;
  readonly twoFactor: boolean | null;
  readonly name: string | null;
  readonly expiresAt: Date | null;
}

/** The whole answer, if it is one of the API's and not of something in between. */
export function documentOf(response: HttpResponse): Fields {
  const body = jsonObject(response);
  if (mediaTypes.includes(response.mediaType)) return body;
  throw badAnswer("The provider's answer is not declared as JSON.", "Check --base-url.");
}

export function sessionAt(document: Fields, key: string): SessionRow {
  return sessionRow(resourceOf(recordAt(document, key), () => key));
}

/** Of a list that comes in pages. */
export function totalPagesIn(document: Fields): number {
  return optionalNumber(recordAt(document, "meta"), "total_pages") ?? missing("meta.total_pages", "a number");
}

/** `path` is asked for where something is missing. */
export function resourceOf(value: unknown, path: () => string): SessionResource {
  const { id, attributes } = isRecord(value) ? value : missing(path(), "an object");
  return {
    id: asId(id) ?? missing(`${path()}.id`, "an id"),
    attributes: isRecord(attributes) ? attributes : missing(`${path()}.attributes`, "an object"),
  };
}

export function sessionRow({ id, attributes }: SessionResource): SessionRow {
  const { user_id, name, machine, read_only, two_factor_auth, token_expires_at } = attributes;
  return {
    id,
    attributes,
    userId: asId(user_id),
    name: asText(name),
    machine: asFlag(machine) ?? false,
    readOnly: asFlag(read_only),
    twoFactor: asFlag(two_factor_auth),
    expiresAt: asDate(token_expires_at),
  };
}

function missing(path: string, what: string): never {
  throw badAnswer(`The provider's answer has not ${what} at ${path}.`);
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
