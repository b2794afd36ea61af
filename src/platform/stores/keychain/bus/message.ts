import type { Reader } from "./reader.ts";
import { createReader } from "./reader.ts";
import type { Writer } from "./writer.ts";
import { createWriter } from "./writer.ts";

export interface Call {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly args?: readonly Arg[];
}

export interface Arg {
  readonly signature: string;
  write(body: Writer): void;
}

export const text = (value: string): Arg => ({ signature: "s", write: (body) => body.text(value) });
export const path = (value: string): Arg => ({ signature: "o", write: (body) => body.text(value) });
export const dictionary = (value: Readonly<Record<string, string>>): Arg => ({
  signature: "a{ss}",
  write: (body) => body.dictionary(value),
});
export const variant = (value: Arg): Arg => ({
  signature: "v",
  write: (body) => {
    body.signature(value.signature);
    value.write(body);
  },
});

export interface Reply {
  readonly replyTo: number;
  /** Empty where the call succeeded. */
  readonly errorName: string;
  readonly body: Reader;
}

/** Message types and header fields (D-Bus specification, "Message Format" and "Header Fields"). */
const methodCall = 1;
const field = {
  path: 1,
  interface: 2,
  member: 3,
  errorName: 4,
  replySerial: 5,
  destination: 6,
  signature: 8,
};
const littleEndian = "l".charCodeAt(0);
const fixedHeader = 16;
/** Far more than any answer to our questions: what claims to be longer is no answer. */
const maxMessage = 1 << 20;

export function encodeCall(call: Call, serial: number): Buffer {
  const args = call.args ?? [];
  const body = createWriter();
  for (const arg of args) arg.write(body);
  const bytes = body.done();
  const header = createWriter();
  header.bytes(littleEndian, methodCall, 0, 1);
  header.uint32(bytes.length);
  header.uint32(serial);
  header.uint32(0);
  const add = (code: number, signature: string, value: string) => {
    header.align(8);
    header.bytes(code);
    header.signature(signature);
    signature === "g" ? header.signature(value) : header.text(value);
  };
  add(field.path, "o", call.path);
  add(field.interface, "s", call.interface);
  add(field.member, "s", call.member);
  add(field.destination, "s", call.destination);
  const signature = args.map((arg) => arg.signature).join("");
  if (signature !== "") add(field.signature, "g", signature);
  const head = header.done();
  head.writeUInt32LE(head.length - fixedHeader, 12);
  return Buffer.concat([head, Buffer.alloc(padding(head.length)), bytes]);
}

/** The first message in the bytes and its length, or null while it is not whole. Throws for what is none. */
export function decodeMessage(bytes: Buffer): { readonly reply: Reply; readonly length: number } | null {
  if (bytes.length < fixedHeader) return null;
  if (bytes[0] !== littleEndian) throw new RangeError("no little-endian D-Bus message");
  const fields = bytes.readUInt32LE(12);
  const bodyAt = fixedHeader + fields + padding(fields);
  const length = bodyAt + bytes.readUInt32LE(4);
  if (length > maxMessage) throw new RangeError("a D-Bus message is too long");
  if (bytes.length < length) return null;
  const header = headerFields(bytes.subarray(0, fixedHeader + fields));
  const body = createReader(bytes.subarray(bodyAt, length));
  return { reply: { ...header, body }, length };
}

function headerFields(bytes: Buffer): { replyTo: number; errorName: string } {
  const reader = createReader(bytes);
  reader.skip(fixedHeader);
  let [replyTo, errorName] = [0, ""];
  while (reader.position() < bytes.length) {
    reader.align(8);
    const code = reader.byte();
    const value = fieldValue(reader);
    if (code === field.replySerial && typeof value === "number") replyTo = value;
    if (code === field.errorName && typeof value === "string") errorName = value;
  }
  return { replyTo, errorName };
}

function fieldValue(reader: Reader): string | number {
  const signature = reader.signature();
  if (signature === "u") return reader.uint32();
  return signature === "g" ? reader.signature() : reader.text();
}

function padding(length: number): number {
  return (8 - (length % 8)) % 8;
}
