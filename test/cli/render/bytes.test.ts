import { describe, expect, it } from "vitest";
import { printBytes } from "../../../src/cli/render/bytes.ts";
import { createRedactor } from "../../../src/core/redactor.ts";
import { fakeTerminal } from "../../support/fake-terminal.ts";

/** What goes to stdout redacted, what past the redactor (as Latin-1), and what to stderr. */
function printed(body: string | Uint8Array, human: boolean, mediaType = "application/json", head = "") {
  const { keep, redact } = createRedactor();
  keep("the-secret");
  const terminal = fakeTerminal(keep, { human, redact });
  printBytes(terminal, { head, body: Buffer.from(body), mediaType, ifLost: "" });
  const { out, secretOut, err } = terminal.seen;
  return [out, secretOut, err];
}

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe("bytes in a pipe", () => {
  it("are those that came, with every control character and secret in them", () => {
    expect(printed(everyByte, false, "image/png")).toEqual([
      "",
      Buffer.from(everyByte).toString("latin1"),
      "",
    ]);
    expect(printed('{"token":"the-secret"}', false)).toEqual(["", '{"token":"the-secret"}', ""]);
    expect(printed("\u001b[2J", false)).toEqual(["", "\u001b[2J", ""]);
    expect(printed("", false)).toEqual(["", "", ""]);
  });

  it("come after a head that is redacted", () => {
    expect(printed("the-secret", false, "text/plain", "x: the-secret\r\n\r\n")).toEqual([
      "x: [secret]\r\n\r\n",
      "the-secret",
      "",
    ]);
  });
});

describe("bytes on a terminal", () => {
  it.each([
    ["nothing", "", ""],
    [
      "JSON",
      '{"a":[1,{"b":"c"}],"d":{},"e":[]}',
      '{\n  "a": [\n    1,\n    {\n      "b": "c"\n    }\n  ],\n  "d": {},\n  "e": []\n}\n',
    ],
    [
      "a number that JSON.parse would round",
      '{"id":90071992547409931234}',
      '{\n  "id": 90071992547409931234\n}\n',
    ],
    ["JSON that is one word", "true\n", "true\n"],
    ["JSON with what would move the cursor", '["\u009b2J\u202e"]', '[\n  "\\u009b2J\\u202e"\n]\n'],
    ["JSON's own escapes", '["\\u001b[2J"]', '[\n  "\\u001b[2J"\n]\n'],
    ["what is no JSON", '{"a":\u001b[2J', '{"a":\\x1b[2J\n'],
    ["text", "one\ttwo\r\nthree", "one\ttwo\nthree\n"],
    ["an alarm, a title and a return", "\u0007\u001b]0;x\u0007a\rb\n", "\\x07\\x1b]0;x\\x07a\\x0db\n"],
  ])("show %s", (_, body, shown) => {
    expect(printed(body, true)).toEqual(["", shown, ""]);
  });

  it("show the secret that was asked for", () => {
    expect(printed("the-secret", true)).toEqual(["", "the-secret\n", ""]);
  });

  it("show text of another charset as Latin-1", () => {
    expect(printed(Uint8Array.of(0xe9, 0x9b, 0x0a), true, "text/plain")).toEqual([
      "",
      Buffer.from("é\\x9b\n").toString("latin1"),
      "",
    ]);
  });

  it("are told of where they are no text", () => {
    const told = (kind: string) =>
      `The answer is 256 bytes ${kind}, not shown on a terminal. Write it to a file: > FILE\n`;
    expect(printed(everyByte, true, "image/png")).toEqual(["", "", told("of image/png")]);
    expect(printed(everyByte, true, "")).toEqual(["", "", told("of no named type")]);
    expect(printed("a\0b", true, "application/zip")[1]).toBe("");
  });
});
