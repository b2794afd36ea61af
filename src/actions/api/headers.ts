import { FobError } from "../../core/errors.ts";
import { framingHeaders, isHeaderName, isHeaderValue, isSecretHeader } from "../../core/header.ts";

/** Servers that heed them would take a GET, which is sent again when it fails, for something that must not be. */
const methodOverrides = new Set(["x-http-method", "x-http-method-override", "x-method-override"]);

export type Headers = Readonly<Record<string, string>>;

/** `Name: value` of each `--header`, names in lower case; one given twice becomes a list (RFC 9110, 5.3). */
export function parseHeaders(lines: readonly string[], credentialHeaders: readonly string[]): Headers {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [name, value] = parseHeader(line);
    const own = ownBusiness(name, credentialHeaders);
    if (own !== null) throw own;
    const former = headers.get(name);
    headers.set(name, former === undefined ? value : `${former}, ${value}`);
  }
  return Object.fromEntries(headers);
}

/** What was typed may be a secret and is never repeated. */
function parseHeader(line: string): readonly [string, string] {
  const at = line.indexOf(":");
  const name = line.slice(0, Math.max(at, 0)).toLowerCase();
  const value = line.slice(at + 1).replace(/^[ \t]+|[ \t]+$/g, "");
  if (!isHeaderName(name)) {
    throw new FobError("usage", "-H takes NAME: VALUE.", { hint: "As in -H 'Accept: text/csv'" });
  }
  if (isHeaderValue(value)) return [name, value];
  throw new FobError("usage", `The header ${name} has a line break or a character that no header can hold.`);
}

function ownBusiness(name: string, credentialHeaders: readonly string[]): FobError | null {
  if (credentialHeaders.includes(name) || isSecretHeader(name)) {
    return new FobError("usage", `The header ${name} is not taken: what logs in comes from the profile.`, {
      hint: "Choose the login with --profile; secrets never go on the command line.",
    });
  }
  if (framingHeaders.has(name)) {
    return new FobError("usage", `The header ${name} is set by fob itself.`, { hint: "Leave it out." });
  }
  if (!methodOverrides.has(name)) return null;
  return new FobError("usage", `The header ${name} is not taken.`, { hint: "Give that method as METHOD." });
}
