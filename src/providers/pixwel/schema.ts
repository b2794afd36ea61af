import { badAnswer } from "../../core/answers.ts";
import type { Identity } from "../../core/identity.ts";
import {
  type Fields,
  isRecord,
  optionalFlag,
  optionalId,
  optionalText,
  parseJson,
} from "../../core/narrow.ts";
import { matchesWhole } from "../../core/pattern.ts";

/** What the API sends of a user besides, the password's hash among it, ends here. */
export interface User {
  readonly identity: Identity & { readonly id: string };
  readonly awaitsLink: boolean;
}

export const userFields = "_id,name,username,emailNormal,roles";

export function userAt(value: unknown, path: string): User {
  if (!isRecord(value)) throw badAnswer(`The provider's answer has not an object at ${path}.`);
  const id = optionalId(value, "_id") ?? optionalId(value, "id");
  if (id === null || !isUserId(id)) throw badAnswer(`The provider's answer has no usable id at ${path}._id.`);
  const email = optionalText(value, "emailNormal");
  return {
    identity: {
      id,
      login: optionalText(value, "username") ?? email,
      name: optionalText(value, "name"),
      email,
    },
    awaitsLink: awaitsLink(value),
  };
}

export function isUserId(id: string): boolean {
  return matchesWhole("[A-Za-z0-9_-]{1,64}", id);
}

/** Accounts without a second factor say `twofactorVerified: false` too; it is the two together that wait. */
function awaitsLink(user: Fields): boolean {
  return optionalFlag(user, "hasEnforced2fa") === true && optionalFlag(user, "twofactorVerified") !== true;
}

/** An array, where the API lists users. */
export function usersIn(text: string): readonly User[] {
  const list = parseJson(text);
  if (!Array.isArray(list)) throw badAnswer("The provider's answer is not a list where one was due.");
  return list.map((user, index) => userAt(user, `[${index}]`));
}
