import { FobError } from "./errors.ts";
import { visible } from "./visible.ts";

/**
 * A base URL in the one form in which it is stored, compared and sent to: no query, no fragment, no user, no slash at
 * the end. https only, but on loopback, where nobody else listens on the wire.
 */
export function canonicalBaseUrl(text: string): string {
  const url = parse(text);
  if (url.username !== "" || url.password !== "") {
    throw new FobError("usage", "A base URL cannot hold a user name or password.", {
      hint: "Give them with --username and by prompt or --secret password=SOURCE.",
    });
  }
  if (url.search !== "" || url.hash !== "") {
    throw new FobError("usage", "A base URL ends with its path: no '?' and no '#'.");
  }
  if (url.protocol === "http:" && !isLoopback(url.hostname)) {
    throw new FobError(
      "insecure_url",
      `${visible(url.origin)} is not https, and secrets would cross the network in clear.`,
      {
        hint: "Use the https address; plain http is for 127.0.0.1, [::1] and localhost.",
      },
    );
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}

function parse(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && (url.protocol === "https:" || url.protocol === "http:")) return url;
  throw new FobError("usage", "That base URL is no http(s) address.", {
    hint: "Write it whole, as --base-url https://licensing.example.com/babel",
  });
}

export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
