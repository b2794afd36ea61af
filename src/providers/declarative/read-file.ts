import { canonicalBaseUrl } from "../../core/base-url.ts";
import {
  framingHeaders,
  isHeaderName,
  isHeaderValue,
  isSecretHeader,
  secretHeaderWords,
} from "../../core/header.ts";
import { isRecord, parseJson } from "../../core/narrow.ts";
import { fieldPathOf } from "./field-path.ts";
import { machineTokensOf, sessionsOf } from "./read-lists.ts";
import { loginOf, whoamiOf } from "./read-login.ts";
import { namesInPath, requestKeys, requestOf } from "./request.ts";
import type { ProviderSpec } from "./spec.ts";
import { at, lineOf, matching, objectOf, optional, type Place, wrong } from "./words.ts";

const known = [
  "fob_provider",
  "id",
  "name",
  "base_url",
  "username",
  "media_type",
  "headers",
  "token",
  "error_message",
  "login",
  "whoami",
  "logout",
  "sessions",
  "machine_tokens",
];
const top = "the top";

/** The text of a provider file. FobError `usage` names the place of what is wrong. */
export function readProviderFile(text: string): ProviderSpec {
  const file = objectOf({ value: parseJson(text), path: top }, known);
  const place = (key: string) => at(file, key, top);
  if (file.fob_provider !== 1) throw wrong("fob_provider", "1 is due, the version of such files");
  const spec: ProviderSpec = {
    id: idOf(place("id")),
    name: lineOf(place("name"), 40),
    baseUrl: optional(place("base_url"), baseUrlOf),
    usernameLabel: optional(place("username"), lineOf) ?? "User name",
    mediaType: optional(place("media_type"), mediaTypeOf) ?? "application/json",
    headers: optional(place("headers"), headersOf) ?? {},
    token: tokenOf(place("token")),
    errorMessage: optional(place("error_message"), fieldPathOf),
    login: optional(place("login"), loginOf),
    whoami: whoamiOf(place("whoami")),
    logout: optional(place("logout"), logoutOf),
    sessions: optional(place("sessions"), sessionsOf),
    machineTokens: optional(place("machine_tokens"), machineTokensOf),
  };
  checkSessionId(spec);
  return spec;
}

/** The id names a file, a variable (`ID_TOKEN`) and a word on the command line. */
function idOf(place: Place): string {
  const id = matching(
    place,
    /^[a-z][a-z0-9]{0,31}$/,
    "1 to 32 lower-case letters and digits, a letter first,",
  );
  if (!id.startsWith("fob")) return id;
  throw wrong(place.path, "names that begin with fob are fob's own");
}

function baseUrlOf(place: Place): string {
  return canonicalBaseUrl(matching(place, /^https?:\/\/[^{}\s]+$/, "an http(s) address"));
}

function mediaTypeOf(place: Place): string {
  return matching(
    place,
    /^application\/(?:[\w.-]+\+)?json$/,
    "application/json or a type that ends with +json",
  );
}

/** What goes with every request: never a secret, nor what the client itself has to say. */
function headersOf({ value, path }: Place): Readonly<Record<string, string>> {
  if (!isRecord(value)) throw wrong(path, "an object is due");
  const own = ["accept", "content-type", "user-agent"];
  const headers = Object.entries(value).map(([name, text]): [string, string] => {
    const key = name.toLowerCase();
    const free = isHeaderName(key) && !framingHeaders.has(key) && !isSecretHeader(key) && !own.includes(key);
    if (!free || typeof text !== "string" || !isHeaderValue(text))
      throw wrong(`${path}.${name}`, "headers that hold no secret and that the client does not send itself");
    return [key, text];
  });
  return Object.fromEntries(headers);
}

function tokenOf(place: Place): ProviderSpec["token"] {
  const fields = objectOf(place, ["header", "scheme"]);
  const header = at(fields, "header", place.path);
  const name = lineOf(header, 64).toLowerCase();
  // By its name the header is known to hold a secret: `fob api` keeps others from setting or showing it.
  if (!isHeaderName(name) || !isSecretHeader(name) || framingHeaders.has(name))
    throw wrong(
      header.path,
      `a header for secrets is due: one part of its name, as of X-Auth-Token, is one of ${secretHeaderWords.join(", ")}`,
    );
  const scheme = optional(at(fields, "scheme", place.path), (one) =>
    matching(one, /^[A-Za-z][A-Za-z0-9-]{0,31}$/, "a word, as Bearer,"),
  );
  return { header: name, scheme };
}

function logoutOf(place: Place) {
  const methods = ["DELETE", "POST", "PUT", "PATCH"] as const;
  const fields = objectOf(place, requestKeys);
  return requestOf(fields, place.path, { methods, inPath: ["session_id", "user_id"], inBody: [] });
}

function checkSessionId({ login, logout, sessions, machineTokens }: ProviderSpec): void {
  const requests = [
    logout,
    sessions?.list.request,
    machineTokens?.list?.request,
    machineTokens?.mint.request,
  ];
  const asks = requests.some((request) => request && namesInPath(request).includes("session_id"));
  if (asks && login?.sessionId === null)
    throw wrong("login.session_id", "it is needed, since a path has {session_id}");
}
