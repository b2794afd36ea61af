import type { Terminal } from "../../core/terminal.ts";
import { visible } from "../../core/visible.ts";
import type { BytesAnswer } from "../command.ts";
import { prettyJson } from "./json.ts";

/** Into a pipe or a file byte for byte; onto a terminal as text that cannot drive it. */
export function printBytes(terminal: Terminal, { head, body, mediaType }: BytesAnswer): void {
  if (head !== "" && !terminal.print(head)) return;
  if (!terminal.human) {
    if (body.length > 0) terminal.printBytes(body);
    return;
  }
  const text = textOf(body, mediaType);
  if (text !== null) {
    if (text !== "") terminal.printBytes(Buffer.from(shownText(text)));
    return;
  }
  const kind = mediaType === "" ? "of no named type" : `of ${visible(mediaType)}`;
  terminal.note(
    `The answer is ${body.length} bytes ${kind}, not shown on a terminal. Write it to a file: > FILE`,
  );
}

/** Null for what is no text. A text in another charset than UTF-8 is shown as Latin-1. */
function textOf(body: Uint8Array, mediaType: string): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
    if (!text.includes("\0")) return text;
  } catch {
    // Not UTF-8.
  }
  const isText = /^text\/|\bjson$|\bxml$/.test(mediaType);
  return isText ? Buffer.from(body).toString("latin1") : null;
}

function shownText(text: string): string {
  const pretty = prettyJson(text);
  if (pretty !== null) return pretty;
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const shown = lines.map((line) => line.split("\t").map(visible).join("\t")).join("\n");
  return shown.endsWith("\n") ? shown : `${shown}\n`;
}
