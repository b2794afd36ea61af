import type { Dispatcher } from "undici";
import { type Bodies, type Body, type Collector, noBody } from "./answer-bodies.ts";
import { isRedirect } from "./redirect.ts";
import type { Stops } from "./stops.ts";
import type { Address } from "./url.ts";

/** One request as it goes on the wire, once. */
export interface Call {
  readonly url: Address;
  readonly method: Dispatcher.HttpMethod;
  readonly headers: string[];
  readonly body: string | Uint8Array | null;
  readonly maxBytes: number;
  readonly limitMs: number;
  readonly signal: AbortSignal;
  /** Reads the body of a redirect too. */
  readonly whole: boolean;
  /** On a connection of its own, so that none that the server has just closed can make its fate unclear. */
  readonly alone: boolean;
}

export interface RawAnswer {
  readonly kind: "answer";
  readonly status: number;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As sent, perhaps compressed. Empty for a redirect unless `whole` asks for it. */
  readonly body: Buffer;
  /** Gives the memory of the body to another answer: it is not read any more. */
  reuse(): void;
}

export interface NoAnswer {
  readonly kind: "no_answer";
  readonly why: "failed" | "time_limit" | "stopped" | "too_large";
  /** Bytes may have reached the server. Without it, none did. */
  readonly sent: boolean;
  readonly error?: unknown;
}

export interface Shared {
  readonly stops: Stops;
  readonly bodies: Bodies;
}

/** Told once: what came, and whether all of it was read, so that the connection may serve another request. */
export type Done = (result: RawAnswer | NoAnswer, whole: boolean) => void;

/** Sends once; undici itself never repeats a request that it has begun to write while nothing is pipelined. */
export function exchange(dispatcher: Dispatcher, call: Call, { stops, bodies }: Shared, done: Done): void {
  let controller: Dispatcher.DispatchController | null = null;
  let settled = false;
  const settle = (result: RawAnswer | NoAnswer, whole = false) => {
    if (settled) return;
    settled = true;
    clearTimeout(timer);
    forget();
    if (!whole) controller?.abort(new Error("settled"));
    done(result, whole);
  };
  const end = (why: NoAnswer["why"], error?: unknown) =>
    settle({ kind: "no_answer", why, sent: controller !== null, error });
  const stop = () => end("stopped");
  const timer = setTimeout(() => end("time_limit"), call.limitMs);
  const forget = stops.add(call.signal, stop);
  const begin = (started: Dispatcher.DispatchController) => {
    // Given up while it waited for its connection: it must not be sent any more.
    if (settled) started.abort(new Error("settled"));
    controller = started;
  };
  if (call.signal.aborted) stop();
  else {
    const body = bodies.collector(call.maxBytes);
    dispatcher.dispatch(wireOptions(call), receive(call, { body, begin, settle, end }));
  }
}

function wireOptions({ url, method, headers, body, alone }: Call): Dispatcher.DispatchOptions {
  return {
    origin: url.origin,
    path: url.pathname + url.search,
    method,
    headers,
    body,
    reset: alone,
  };
}

interface Reception {
  readonly body: Collector;
  begin(started: Dispatcher.DispatchController): void;
  settle(answer: RawAnswer, whole?: boolean): void;
  end(why: NoAnswer["why"], error?: unknown): void;
}

function receive(
  { maxBytes, method, whole }: Call,
  { body, begin, settle, end }: Reception,
): Dispatcher.DispatchHandler {
  let head: Head = { status: 0, reason: "", headers: {} };
  return {
    onRequestStart: begin,
    onResponseStart(_controller, status, headers, reason = "") {
      if (status < 200) return;
      head = { status, reason, headers };
      // HEAD and 304 name the length of a body that they do not have (RFC 9110, 8.6); undici knows it of HEAD alone.
      if (method === "HEAD") return;
      const length = Number(headers["content-length"]);
      if (status === 304 || (isRedirect(status) && !whole)) settle(answerOf(head, noBody));
      else if (length > maxBytes) end("too_large");
      else body.expect(length);
    },
    onResponseData(_controller, chunk) {
      if (!body.take(chunk)) end("too_large");
    },
    onResponseEnd() {
      settle(answerOf(head, body.taken()), true);
    },
    onResponseError(_controller, error) {
      end("failed", error);
    },
  };
}

type Head = Pick<RawAnswer, "status" | "reason" | "headers">;

function answerOf({ status, reason, headers }: Head, { body, reuse }: Body): RawAnswer {
  return { kind: "answer", status, reason, headers, body, reuse };
}
