import { describe, expect, it } from "vitest";
import type { View } from "../../src/cli/command.ts";
import { errorText, type Format, printView } from "../../src/cli/output.ts";
import { cell } from "../../src/cli/render/table.ts";
import { FobError } from "../../src/core/errors.ts";
import { createRedactor } from "../../src/core/redactor.ts";
import { fakeTerminal } from "../support/fake-terminal.ts";

const table = {
  columns: [{ title: "id" }, { title: "at" }],
  rows: [
    [cell("1"), cell("2026-01-01T00:00:00.000Z", "1d ago")],
    [cell("2"), cell(null)],
  ],
  empty: "None.",
};
const list: View = { data: [{ id: "1" }, { id: "2\u202e" }], meta: { count: 2 }, table };
const one: View = { data: { ok: true }, text: (style) => `It is ${style.bold("done")}.` };
const warning = { code: "careful", message: "Look\u001b out." };

/** What goes to stdout, to stdout past the redactor, and to stderr. */
async function printed(
  view: View,
  format: Format,
  human: boolean,
  warnings = [warning],
): Promise<readonly string[]> {
  const { keep, redact } = createRedactor();
  keep("the-secret");
  const terminal = fakeTerminal(keep, { human, redact });
  await printView(terminal, format, "fob.thing.list/v1", view, warnings);
  const { out, secretOut, err } = terminal.seen;
  return [out, secretOut, err];
}

const told = "warning: Look\\x1b out.\n";
const listJson = (indent?: number) =>
  `${JSON.stringify(
    {
      schema: "fob.thing.list/v1",
      data: [{ id: "1" }, { id: "2#" }],
      meta: { count: 2 },
      warnings: [{ code: "careful", message: "Look\u001b out." }],
    },
    null,
    indent,
  ).replace("2#", "2\\u202e")}\n`;
const lastLine = '{"meta":{"count":2},"warnings":[{"code":"careful","message":"Look\\u001b out."}]}\n';

describe("an answer", () => {
  it.each<readonly [string, View, Format, boolean, readonly string[]]>([
    ["a list on a terminal", list, "human", true, ["<b>ID  AT</b>\n1   1d ago\n2   -\n", "", told]],
    ["a list in a pipe", list, "human", false, ["1\t2026-01-01T00:00:00.000Z\n2\t\n", "", told]],
    ["a list as JSON on a terminal", list, "json", true, [listJson(2), "", ""]],
    ["a list as JSON in a pipe", list, "json", false, [listJson(), "", ""]],
    ["a list as lines of JSON", list, "jsonl", false, [`{"id":"1"}\n{"id":"2\\u202e"}\n${lastLine}`, "", ""]],
    ["a list that went out already", { ...list, emitted: true }, "jsonl", false, [lastLine, "", ""]],
    [
      "a list with words, on a terminal",
      { ...list, text: () => "Two." },
      "human",
      true,
      ["Two.\n", "", told],
    ],
    [
      "a list with words, in a pipe",
      { ...list, text: () => "Two." },
      "human",
      false,
      ["1\t2026-01-01T00:00:00.000Z\n2\t\n", "", told],
    ],
    ["words on a terminal", one, "human", true, ["It is <b>done</b>.\n", "", told]],
    ["words in a pipe", one, "human", false, ["It is done.\n", "", told]],
    ["nothing", { data: null, text: () => "" }, "human", false, ["", "", told]],
    [
      "one thing as lines",
      { ...one, meta: { count: 2 } },
      "jsonl",
      false,
      [`{"ok":true}\n${lastLine}`, "", ""],
    ],
  ])("%s", async (_, view, format, human, expected) => {
    expect(await printed(view, format, human)).toEqual(expected);
  });

  it("is empty where nothing was found", async () => {
    const none: View = { data: [], table: { ...table, rows: [] } };
    expect(await printed(none, "human", true, [])).toEqual(["None.\n", "", ""]);
    expect(await printed(none, "human", false, [])).toEqual(["", "", ""]);
    expect(await printed(none, "jsonl", false, [])).toEqual(['{"meta":{},"warnings":[]}\n', "", ""]);
    expect(await printed(none, "json", false, [])).toEqual([
      '{"schema":"fob.thing.list/v1","data":[],"meta":{},"warnings":[]}\n',
      "",
      "",
    ]);
  });

  it("holds no secret, unless it is one", async () => {
    const leaky: View = { data: { token: "the-secret" }, text: () => "It is the-secret" };
    for (const format of ["human", "json", "jsonl"] as const)
      expect((await printed(leaky, format, false, [])).join("")).not.toContain("the-secret");
    const secret: View = { ...leaky, secret: { line: "the-secret", ifLost: "" } };
    expect(await printed(secret, "human", false, [])).toEqual(["", "the-secret\n", ""]);
    expect(await printed(secret, "human", true, [])).toEqual(["", "the-secret\n", ""]);
    expect((await printed(secret, "json", false, []))[1]).toContain('"token":"the-secret"');
    expect((await printed(secret, "jsonl", false, []))[1]).toContain('"token":"the-secret"');
  });
});

describe("a failure", () => {
  const bad = (text: string) => `<bad>${text}</bad>`;
  const dim = (text: string) => `<dim>${text}</dim>`;
  const full = new FobError("rate_limited", "Too\u001b much.", {
    hint: "Wait\u202e.",
    provider: "acme",
    profile: "work",
    retryable: true,
    retryAfterS: 60,
  });

  it("is said in words, with what to do", () => {
    expect(errorText(full, "human", bad, dim)).toBe(
      "<bad>fob:</bad> Too\\x1b much.\n<dim>  Wait\\u202e.</dim>",
    );
    expect(errorText(new FobError("bug", "No."), "human", bad, dim)).toBe("<bad>fob:</bad> No.");
  });

  it.each(["json", "jsonl"] as const)("is one line of data with --%s", (format) => {
    expect(errorText(full, format, bad, dim)).toBe(
      '{"schema":"fob.error/v1","error":{"code":"rate_limited","exit":8,"message":"Too\\u001b much.","hint":"Wait\\u202e.","provider":"acme","profile":"work","retryable":true,"retry_after_s":60}}',
    );
    expect(errorText(new FobError("bug", "No."), format, bad, dim)).toBe(
      '{"schema":"fob.error/v1","error":{"code":"bug","exit":1,"message":"No.","hint":null,"provider":null,"profile":null,"retryable":false,"retry_after_s":null}}',
    );
  });
});

describe("a table on a narrow terminal", () => {
  it("shows no part of a secret that it cuts", async () => {
    const secret = "abcdefgh-the-secret-of-thirty-two";
    const { keep, redact } = createRedactor();
    keep(secret);
    const terminal = fakeTerminal(keep, { human: true, redact, width: 24 });
    const rows = [[cell("1"), cell(`it is ${secret} and more of it`)]];
    await printView(terminal, "human", "thing.list", { data: [], table: { ...table, rows } }, []);
    expect(terminal.seen.out).toBe("<b>ID  AT</b>\n1   it is [secret] and …\n");
  });
});
