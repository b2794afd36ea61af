import type { IncomingMessage, ServerResponse } from "node:http";
import type { Reply } from "./message.ts";

/** More than any of these APIs takes; the rest is dropped, and what is left is no JSON. */
const bodyLimit = 1024 * 1024;

/** The whole body, as far as it came. */
export function readWhole(request: IncomingMessage): Promise<Buffer> {
  const { headers } = request;
  if (headers["content-length"] === undefined && headers["transfer-encoding"] === undefined) {
    request.resume();
    return Promise.resolve(Buffer.alloc(0));
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= bodyLimit) chunks.push(chunk);
    });
    request.on("close", () => resolve(Buffer.concat(chunks)));
    request.on("end", () => resolve(Buffer.concat(chunks)));
  });
}

export function sendReply(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, headersOf(reply));
  response.end(reply.body);
}

/** The headers promise the whole body, the connection ends in the middle of it. */
export function sendHalf(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, headersOf(reply));
  response.write(reply.body.slice(0, Math.floor(reply.body.length / 2)), () => response.socket?.destroy());
}

export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

function headersOf(reply: Reply): Record<string, string | number> {
  const headers: Record<string, string | number> = {};
  if (reply.type !== null) headers["content-type"] = reply.type;
  if (reply.status !== 204) headers["content-length"] = Buffer.byteLength(reply.body);
  return Object.assign(headers, reply.headers);
}
