import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { expect, onTestFinished } from "vitest";

export interface Answer {
  readonly status?: number;
  /** A text as it is; anything else as JSON; absent: no body. */
  readonly body?: unknown;
  /** Content type; by default that of JSON for what is sent as JSON. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** `"GET /v1/auth/user"` with the query, if any; a list is answered one by one, the last for ever. */
export type Routes = Readonly<Record<string, Answer | readonly Answer[]>>;

export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed where it is JSON. */
  readonly body: unknown;
}

export interface FakeApi {
  readonly origin: string;
  readonly received: readonly Received[];
  /** `POST /sessions`, in order. */
  calls(): readonly string[];
}

/** A real server on loopback. A request that no route foresees is answered 501 and fails the test at its end. */
export async function fakeApi(routes: Routes): Promise<FakeApi> {
  const received: Received[] = [];
  const unforeseen: string[] = [];
  const asked = new Map<string, number>();
  const server = createServer(async (request, response) => {
    const call = await receive(request);
    received.push(call);
    const key = `${call.method} ${call.url}`;
    const answers = [routes[key] ?? []].flat();
    const turn = asked.get(key) ?? 0;
    asked.set(key, turn + 1);
    const answer = answers[Math.min(turn, answers.length - 1)];
    if (answer === undefined) unforeseen.push(key);
    send(response, answer ?? { status: 501 });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
    expect(unforeseen, "requests that no route foresees").toEqual([]);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    received,
    calls: () => received.map(({ method, url }) => `${method} ${url}`),
  };
}

async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  return {
    method: request.method ?? "",
    url: readable(request.url ?? ""),
    headers: Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    ),
    body: parsed(text),
  };
}

/** The path as it was sent, the query in clear. */
function readable(url: string): string {
  const [path = "", query] = url.split("?", 2);
  return query === undefined ? path : `${path}?${decodeURIComponent(query)}`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function send(response: ServerResponse, { status = 200, body, type, headers = {} }: Answer): void {
  const isText = typeof body === "string" || body === undefined;
  const contentType = type ?? (isText ? undefined : "application/json; charset=utf-8");
  if (contentType !== undefined) response.setHeader("content-type", contentType);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.writeHead(status);
  response.end(isText ? body : JSON.stringify(body));
}
