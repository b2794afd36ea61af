import { type IncomingHttpHeaders, request } from "node:http";
import { afterEach } from "vitest";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/index.ts";

export interface RawAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; null where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests reach into documents whose shape is what they assert
  readonly json: any;
}

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** One request by node:http alone: no client of ours has a hand in it. */
export function raw(
  base: string,
  { method, path, headers: given = {}, body }: RawRequest,
): Promise<RawAnswer> {
  const payload = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  // node:http frames no body of a DELETE by itself.
  const headers = payload === "" ? given : { ...given, "content-length": String(Buffer.byteLength(payload)) };
  const url = new URL(base);
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: url.hostname, port: url.port, method, path: url.pathname + path, headers, agent: false },
      (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          text += chunk;
        });
        response.on("error", reject);
        response.on("end", () => {
          const { "content-type": type = null } = response.headers;
          resolve({
            status: response.statusCode ?? 0,
            type,
            headers: response.headers,
            text,
            json: parsed(text),
          });
        });
      },
    );
    sent.on("error", reject);
    sent.end(payload);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A sandbox whose time is the test's; all that a test opened are stopped after it. */
export function sandboxes(): (options?: SandboxOptions) => Promise<Sandbox & { advance(ms: number): void }> {
  const open: Sandbox[] = [];
  afterEach(async () => {
    for (const sandbox of open.splice(0)) await sandbox.stop();
  });
  return async (options = {}) => {
    let ms = Date.UTC(2026, 0, 15, 12);
    const sandbox = await startSandbox({ now: () => ms, ...options });
    open.push(sandbox);
    return Object.assign(sandbox, {
      advance: (by: number) => {
        ms += by;
      },
    });
  };
}

/** The names in a JSON value, as paths; what is in a list counts once. */
export function paths(value: unknown, at = ""): readonly string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => paths(item, `${at}[]`)))];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value)
    .flatMap(([key, inner]) => [`${at}.${key}`, ...paths(inner, `${at}.${key}`)])
    .sort();
}
