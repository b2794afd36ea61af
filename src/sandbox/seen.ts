import type { IncomingHttpHeaders } from "node:http";
import { isRecord, parseJson } from "../core/narrow.ts";
import type { RawRequest } from "./dispatch.ts";
import type { ServiceId } from "./message.ts";

/** A request as it arrived, its credentials masked. */
export interface SeenRequest {
  readonly provider: ServiceId;
  readonly method: string;
  /** Below the base URL, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The JSON body; null where there was none, "[no JSON]" for anything else. */
  readonly body: unknown;
}

export interface Journal {
  note(provider: ServiceId, request: RawRequest): void;
  violation(text: string): void;
  requests(provider?: ServiceId): readonly SeenRequest[];
  violations(): readonly string[];
}

const masked = "[masked]";
const secretFields = new Set(["password", "otp", "authToken", "token", "key", "clientSecret"]);
/** A load run would else fill the memory with what nobody reads. */
const kept = 10_000;

/** `secretHeaders`: of any API, since a credential that went to the wrong one is to be masked there too. */
export function createJournal(secretHeaders: ReadonlySet<string>): Journal {
  const requests: SeenRequest[] = [];
  const violations: string[] = [];
  return {
    note(provider, request) {
      if (requests.length >= kept * 2) requests.splice(0, kept);
      requests.push({
        provider,
        method: request.method,
        path: request.path + request.search,
        headers: maskHeaders(request.headers, secretHeaders),
        body: maskBody(request.body),
      });
    },
    violation: (text) => void violations.push(text),
    requests: (provider) => requests.filter((one) => provider === undefined || one.provider === provider),
    violations: () => [...violations],
  };
}

function maskHeaders(headers: IncomingHttpHeaders, secret: ReadonlySet<string>): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = Array.isArray(value) ? value.join(", ") : (value ?? "");
    shown[name] = secret.has(name) ? maskHeader(name, text) : text;
  }
  return shown;
}

/** The form stays to be looked at: the scheme of an Authorization, the name of a cookie. */
function maskHeader(name: string, text: string): string {
  if (name === "authorization") return text.replace(/ .*$/, ` ${masked}`);
  return name === "cookie" ? text.replace(/=[^;]*/g, `=${masked}`) : masked;
}

function maskBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return null;
  const value = parseJson(bytes.toString("utf8"));
  return value === undefined ? "[no JSON]" : maskFields(value);
}

function maskFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskFields);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, content]) => [
      key,
      secretFields.has(key) ? masked : maskFields(content),
    ]),
  );
}
