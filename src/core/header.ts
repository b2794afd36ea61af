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

/** Whether a header of this name holds a secret, by its name alone. */
export function isSecretHeader(name: string): boolean {
  return /(?:^|[-_])(?:auth|authorization|token|secret|password|cookie2?|api[-_]?key|apikey|access[-_]?key)(?:$|[-_])/i.test(
    name,
  );
}
