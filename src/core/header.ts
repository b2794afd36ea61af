/** They say where a message ends, who it is for, or what the connection does: the client's own business. */
export const framingHeaders: ReadonlySet<string> = new Set([
  "accept-encoding",
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** In lower case. */
export function isHeaderName(name: string): boolean {
  return /^[a-z0-9!#$%&'*+.^_`|~-]{1,64}$/.test(name);
}

export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

/** A name with one of them, between `-` or `_`, is that of a header for a secret. */
export const secretHeaderWords = [
  "auth",
  "authorization",
  "token",
  "secret",
  "password",
  "cookie",
  "cookie2",
  "api-key",
  "access-key",
] as const;

const secretHeader = new RegExp(
  `(?:^|[-_])(?:${secretHeaderWords.map((word) => word.replace("-", "[-_]?")).join("|")})(?:$|[-_])`,
  "i",
);

/** Whether a header of this name holds a secret, by its name alone. */
export function isSecretHeader(name: string): boolean {
  return secretHeader.test(name);
}
