import fc from "fast-check";
import { expect, it } from "vitest";
import { sessionJson } from "../../src/cli/commands/session-json.ts";
import { sessionLineWriter } from "../../src/cli/commands/session-lines.ts";
import { visibleJson } from "../../src/core/visible.ts";
import { blankSession } from "../support/fake-provider.ts";

const date = fc.option(
  fc.date({
    min: new Date("-000100-01-01T00:00:00Z"),
    max: new Date("+012000-01-01T00:00:00Z"),
    noInvalidDate: true,
  }),
);
const text = fc.option(fc.string({ unit: "binary" }));
const flag = fc.option(fc.boolean());

it("a session is the same line of JSON whichever way it is written", () => {
  const lines = sessionLineWriter();
  const session = fc.record({
    id: fc.string({ unit: "binary" }),
    profile: text,
    provider: fc.constant("acme"),
    kind: fc.constantFrom("user" as const, "machine" as const),
    name: text,
    current: fc.boolean(),
    readOnly: flag,
    device: text,
    ip: text,
    createdAt: date,
    lastActivityAt: date,
    expiresAt: date,
    twoFactor: flag,
  });
  fc.assert(
    fc.property(fc.array(session, { maxLength: 3 }), (some) => {
      const all = some.map((one) => ({ ...blankSession, ...one }));
      expect(lines(all)).toBe(all.map((one) => `${visibleJson(sessionJson(one))}\n`).join(""));
    }),
    { numRuns: 500 },
  );
});
