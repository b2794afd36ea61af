import { isAscii, isUtf8 } from "node:buffer";
import { FobError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/http.ts";
import { noBody } from "./answer-bodies.ts";
import { responseCookies } from "./cookies.ts";
import type { RawAnswer } from "./exchange.ts";

type Unpack = (body: Buffer, options: { maxOutputLength: number }) => Buffer;

/** Loaded for a body that is packed: a short answer is not. */
const zlib = () => process.getBuiltinModule("node:zlib");

const unpackers: Readonly<Record<string, Unpack>> = {
  gzip: (body, options) => zlib().gunzipSync(body, options),
  "x-gzip": (body, options) => zlib().gunzipSync(body, options),
  deflate: (body, options) => zlib().inflateSync(body, options),
  br: (body, options) => zlib().brotliDecompressSync(body, options),
};

/** The answer in the words of core. FobError `bad_answer` for a body that cannot be decoded within `maxBytes`. */
export function toResponse(answer: RawAnswer, origin: string, maxBytes: number): HttpResponse {
  const body = unpacked(answer, origin, maxBytes);
  checkText(body, answer.status, origin);
  return new Answer(answer, body);
}

/**
 * A class, since V8 makes a hidden class of its own for each object literal that has a getter: in bulk work they took
 * half of the collector's time.
 */
class Answer implements HttpResponse {
  readonly status: number;
  readonly #answer: RawAnswer;
  #body: Buffer;

  constructor(answer: RawAnswer, body: Buffer) {
    this.status = answer.status;
    this.#answer = answer;
    this.#body = body;
  }

  get mediaType(): string {
    return mediaTypeOf(this.#answer);
  }

  header(name: string): string | null {
    return header(this.#answer, name);
  }

  get cookies(): HttpResponse["cookies"] {
    return responseCookies(valuesOf(this.#answer, "set-cookie"));
  }

  /**
   * Decoded when it is used, and not kept: an answer that waited for its turn is old for V8, which would keep the text
   * of each, dead or not, until it looks through all of the heap.
   */
  get text(): string {
    return decoded(this.#body);
  }

  done(): void {
    if (this.#body === this.#answer.body) this.#answer.reuse();
    this.#body = noBody.body;
  }
}

export function mediaTypeOf(answer: RawAnswer): string {
  return (header(answer, "content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}

export function header(answer: RawAnswer, name: string): string | null {
  const values = valuesOf(answer, name);
  return values.length === 0 ? null : values.join(", ");
}

function valuesOf({ headers }: RawAnswer, name: string): readonly string[] {
  const key = name.toLowerCase();
  const value = Object.hasOwn(headers, key) ? headers[key] : undefined;
  return value === undefined ? [] : [value].flat();
}

export function tooLarge(origin: string, maxBytes: number): FobError {
  const kib = Math.ceil(maxBytes / 1024);
  return new FobError(
    "bad_answer",
    `${origin} sent more than ${kib} KiB in one answer; fob reads no further.`,
  );
}

/** Some servers compress whatever they are asked. One encoding is undone, with its output limited; more are a trap. */
export function unpacked(answer: RawAnswer, origin: string, maxBytes: number): Buffer {
  const { body } = answer;
  if (body.length === 0 || !Object.hasOwn(answer.headers, "content-encoding")) return body;
  const [name, ...more] = (header(answer, "content-encoding") ?? "")
    .toLowerCase()
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "" && part !== "identity");
  if (name === undefined) return body;
  const unpack = Object.hasOwn(unpackers, name) ? unpackers[name] : undefined;
  if (unpack === undefined || more.length > 0) {
    throw new FobError("bad_answer", `${origin} sent a body in an encoding that fob did not ask for.`);
  }
  try {
    return unpack(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(origin, maxBytes);
    throw new FobError("bad_answer", `${origin} sent a compressed body that is damaged.`);
  }
}

/** An error page may be in any charset and still has its status; an answer that is to be believed must be UTF-8. */
function checkText(body: Buffer, status: number, origin: string): void {
  if (status >= 300 || isUtf8(body)) return;
  throw new FobError("bad_answer", `${origin} sent a body that is not UTF-8 text.`);
}

/** Most are ASCII, which is copied and not decoded. */
function decoded(body: Buffer): string {
  return isAscii(body) ? body.toString("latin1") : new TextDecoder().decode(body);
}
