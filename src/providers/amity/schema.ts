import { badAnswer } from "../../core/answers.ts";
import { FobError } from "../../core/errors.ts";
import type { Identity } from "../../core/identity.ts";
import { type Fields, isRecord, listAt, optionalFlag, optionalId, optionalText } from "../../core/narrow.ts";
import { askAdministrator } from "./errors.ts";

/** The entry of `users` that is the one asked for; an account that is deleted or banned is a refusal. */
export function identityIn(body: Fields, userId: string): Identity {
  const user = listAt(body, "users")
    .filter(isRecord)
    .find((entry) => optionalId(entry, "userId") === userId);
  if (user === undefined) throw badAnswer("The provider's answer has not the user asked for at users.");
  checkAccount(user);
  return { id: userId, login: userId, name: optionalText(user, "displayName"), email: null };
}

/** The API's document says `isGlobalBan`, the vendor's own client reads `isGlobalBanned`. */
function checkAccount(user: Fields): void {
  if (optionalFlag(user, "isDeleted") === true) throw closed("has been deleted");
  if (optionalFlag(user, "isGlobalBan") === true || optionalFlag(user, "isGlobalBanned") === true) {
    throw closed("is banned from the network");
  }
}

function closed(why: string): FobError {
  return new FobError("refused", `This user of Amity ${why}.`, { hint: askAdministrator });
}
