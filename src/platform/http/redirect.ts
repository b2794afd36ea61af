import { FobError } from "../../core/errors.ts";
import { visible } from "../../core/visible.ts";
import type { Address } from "./url.ts";

/** 304 answers a condition that was sent, and names no other place. */
export function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

/**
 * No redirect is followed, not even within one origin: a followed one carries the API key and, with 307 and 308, the
 * password to wherever the answer points.
 */
export function redirectRefused(url: Address, status: number, location: string | null): FobError {
  const target = targetOf(location, url);
  return new FobError(
    "redirect_refused",
    `${url.origin} answered ${status}, a redirect to ${target}; fob follows none, to keep secrets where they belong.`,
    { hint: "Check the base URL. If the provider has moved, log in at its new address with --base-url." },
  );
}

function targetOf(location: string | null, url: Address): string {
  if (location === null) return "an address that it does not name";
  if (!URL.canParse(location, url.href)) return "an address that cannot be read";
  const target = new URL(location, url.href);
  // An opaque origin is the text "null"; the scheme says more.
  return visible(target.origin === "null" ? `a ${target.protocol} address` : target.origin).slice(0, 300);
}
