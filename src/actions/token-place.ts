import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import { ifLost } from "./lost-token.ts";
import type { Minted } from "./mint-token.ts";

/** A place for a token that is proven before the token is minted, since a minted token is shown but once. */
export interface TokenPlace {
  /** Keeps the token; what it throws means that it was not kept. */
  keep(minted: Minted): Promise<void>;
  /** Undoes the preparation when nothing was minted. */
  discard(): Promise<void>;
}

/** A new file of the user's own that holds the token, alone on a line. */
export function placeInFile(app: App, path: string): TokenPlace {
  const file = app.newSecretFile(path);
  return {
    keep: async ({ token }) => file.write(token.token.map((text) => `${text}\n`)),
    discard: async () => file.discard(),
  };
}

/** Mints for a place that was proven. */
export async function mintInto(place: TokenPlace, mint: () => Promise<Minted>): Promise<Minted> {
  const minted = await mintOrDiscard(place, mint);
  try {
    await place.keep(minted);
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    // What to do about the token goes before what to do about the place.
    throw new FobError(error.code, error.message, { ...error.details, hint: ifLost(minted) });
  }
  return minted;
}

async function mintOrDiscard(place: TokenPlace, mint: () => Promise<Minted>): Promise<Minted> {
  try {
    return await mint();
  } catch (error) {
    await place.discard();
    throw error;
  }
}
