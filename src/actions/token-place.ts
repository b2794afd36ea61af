import type { App } from "../core/app.ts";
import { FobError } from "../core/errors.ts";
import type { SinkTarget } from "../core/secret-sink.ts";
import { takeBack } from "./lost-token.ts";
import type { Minted } from "./mint-token.ts";

/** A place for a token that is proven before the token is minted, since a minted token is shown but once. */
export interface TokenPlace {
  /** Keeps the token; what it throws means that it was not kept. */
  keep(minted: Minted): Promise<void>;
  /** Undoes the preparation when nothing was minted. */
  discard(): Promise<void>;
}

/** For what is printed: nothing can be prepared. */
export const noPlace: TokenPlace = { keep: async () => undefined, discard: async () => undefined };

/** Anywhere but a profile: a file, a descriptor, what a runner names. */
export function placeInSink(app: App, target: SinkTarget): TokenPlace {
  const sink = app.secretSink(target);
  return { keep: async ({ token }) => sink.write(token.token), discard: async () => sink.discard() };
}

/** Mints for a place that was proven. A token that the place does not take after all is revoked again. */
export async function mintInto(app: App, place: TokenPlace, mint: () => Promise<Minted>): Promise<Minted> {
  const minted = await mintOrDiscard(place, mint);
  try {
    await place.keep(minted);
  } catch (error) {
    if (!(error instanceof FobError)) throw error;
    // What became of the token goes before what to do about the place.
    throw new FobError(error.code, error.message, { ...error.details, hint: await takeBack(app, minted) });
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
