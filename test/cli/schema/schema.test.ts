import { describe, expect, it } from "vitest";
import { commands } from "../../../src/cli/commands/index.ts";
import { documentSchema } from "../../../src/cli/schema/document.ts";
import type { Schema } from "../../../src/cli/schema/words.ts";
import { lastError, runFake } from "../../support/fake-host.ts";
import { strictly, validator } from "../../support/schemas.ts";

/** Commands whose stdout is not fob's own JSON, and what it is instead. */
const others: Readonly<Record<string, string>> = {
  "sessions watch": "a change a line",
  exec: "what the command writes",
  api: "what the server answers",
  schema: "a schema, bare",
};

const outputs = await Promise.all(
  commands.map(async ({ path, load }) => ({ path, name: path.join(" "), output: (await load()).output })),
);

async function printed(...args: readonly string[]): Promise<Schema> {
  const { status, out, err } = await runFake(["schema", ...args]);
  expect([status, err]).toEqual([0, ""]);
  return JSON.parse(out) as Schema;
}

describe("every command", () => {
  it("says what its JSON holds, but those whose stdout is not fob's own", () => {
    expect(outputs.filter(({ output }) => output === null).map(({ name }) => name)).toEqual(
      Object.keys(others),
    );
  });

  it.each(outputs.flatMap(({ path, output }) => (output === null ? [] : [{ path, output }])))(
    "$path: its document is bare, valid JSON Schema that stands by itself",
    async ({ path, output }) => {
      const schema = await printed(...path);
      expect(schema).toEqual({
        $schema: "https://json-schema.org/draft/2020-12/schema",
        title: `fob ${path.join(" ")} --json`,
        ...documentSchema(path, output),
      });
      expect(await printed(path.join("."))).toEqual(schema);
      expect(schema).toMatchObject({
        properties: { schema: { const: `fob.${path.join(".")}/v1` } },
        required: ["schema", "data", "meta", "warnings"],
      });
      // In ajv's strict mode a keyword that does not exist or does nothing is an error.
      expect(validator(schema)({ schema: "fob.else/v1" })).toBe(false);
    },
  );
});

describe("fob schema", () => {
  it("of the error has all its keys", async () => {
    const schema = await printed("error");
    const error = {
      code: "usage",
      exit: 2,
      message: "No.",
      hint: null,
      provider: null,
      profile: null,
      retryable: false,
      retry_after_s: 1.5,
    };
    const validate = validator(schema);
    expect(validate({ schema: "fob.error/v1", error })).toBe(true);
    expect(validate({ schema: "fob.error/v1", error: { ...error, code: "new_code", more: 1 } })).toBe(true);
    for (const key of Object.keys(error)) {
      const { [key as keyof typeof error]: _, ...rest } = error;
      expect([key, validate({ schema: "fob.error/v1", error: rest })]).toEqual([key, false]);
    }
    const strict = validator(strictly(schema));
    expect(strict({ schema: "fob.error/v1", error })).toBe(true);
    expect(strict({ schema: "fob.error/v1", error: { ...error, code: "new_code" } })).toBe(false);
    expect(strict({ schema: "fob.error/v1", error: { ...error, more: 1 } })).toBe(false);
  });

  it("of nothing is all of them, by the names that documents bear", async () => {
    const all = await printed();
    const names = [
      ...outputs.filter(({ output }) => output !== null).map(({ path }) => path.join(".")),
      "error",
    ];
    expect(Object.keys(all.$defs ?? {})).toEqual(names.map((name) => `fob.${name}/v1`));
    const validate = validator(all);
    expect(validate({ schema: "fob.store.key/v1", data: { key: "k" }, meta: {}, warnings: [] })).toBe(true);
    expect(validate({ schema: "fob.store.key/v1", data: {}, meta: {}, warnings: [] })).toBe(false);
  });

  it.each([
    [["sessions"], "sessions"],
    [["whoami", "list"], "whoami.list"],
    [["schema"], "schema"],
    [["a\u001b"], "a\\x1b"],
  ])("of %j: 2, and what there is is named", async (args, shown) => {
    const ran = await runFake(["schema", ...args, "--json"]);
    expect([ran.status, ran.out]).toEqual([2, ""]);
    expect(lastError(ran)).toMatchObject({
      code: "usage",
      message: `There is no schema of ${shown}.`,
      hint: expect.stringMatching(/^There is one of: login, .*sessions\.list, .*, error$/),
    });
  });
});
