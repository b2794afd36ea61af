import { badAnswer } from "./answers.ts";

/** Who a login belongs to, as far as the provider tells. */
export interface Identity {
  readonly id: string | null;
  /** What `--username` takes at this provider. */
  readonly login: string | null;
  readonly name: string | null;
  readonly email: string | null;
}

export const nobody: Identity = { id: null, login: null, name: null, email: null };

/** A stored login stays its user's: an answer about somebody else is told as such and taken for nothing. */
export function checkSameUser(known: Identity, answered: Identity): void {
  if (known.id === null || answered.id === null || known.id === answered.id) return;
  throw badAnswer("The provider answered with another user than the one who logged in.");
}
