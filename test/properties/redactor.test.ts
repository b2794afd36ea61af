import fc from "fast-check";
import { createRedactor } from "../../src/core/redactor.ts";
import { property } from "../support/property.ts";

/** No bracket, so that what stands in a secret's place cannot be part of another. */
const secret = fc.oneof(
  fc.string({
    unit: fc.constantFrom(..."abcXYZ019-_.~+/=%$&\"'\\{}()*?^| é字🔑"),
    minLength: 8,
    maxLength: 24,
  }),
  fc.uuid(),
  fc.base64String({ minLength: 12, maxLength: 40 }),
);
const between = fc.string({ unit: fc.constantFrom(..."abX 01,:\n/="), maxLength: 6 });

const forms: readonly ((secret: string) => string)[] = [
  (text) => text,
  (text) => JSON.stringify(text).slice(1, -1),
  encodeURIComponent,
  (text) => Buffer.from(text).toString("hex"),
  (text) => Buffer.from(text).toString("hex").toUpperCase(),
];
const placed = fc.tuple(fc.nat({ max: 1 }), fc.nat({ max: forms.length - 1 }), between);

property(
  "several secrets in a text, in any form, order and overlap",
  "none is left",
  fc.property(
    fc.array(secret, { minLength: 2, maxLength: 2 }),
    fc.array(placed, { maxLength: 4 }),
    (secrets, places) => {
      const redactor = createRedactor();
      for (const one of secrets) redactor.keep(one);
      const form = (which: number, how: number) => forms[how]?.(secrets[which] ?? "") ?? "";
      const text = places.map(([which, how, after]) => form(which, how) + after).join("");
      const shown = redactor.redact(text);
      const gone = [...secrets, ...places.map(([which, how]) => form(which, how))];
      return !gone.some((one) => shown.includes(one));
    },
  ),
);

property(
  "a secret in a JSON document",
  "it stays JSON, and the rest as it was",
  fc.property(secret, between, fc.stringMatching(/^[qwz]{1,7}$/), (one, before, other) => {
    const redactor = createRedactor();
    redactor.keep(one);
    const shown = redactor.redact(JSON.stringify({ other, echoed: before + one, list: [one, other] }));
    const parsed = JSON.parse(shown);
    const kept = parsed.other === other && parsed.list[1] === other;
    return kept && !JSON.stringify(parsed).includes(JSON.stringify(one).slice(1, -1));
  }),
);

property(
  "a code of six digits",
  "redacted as a word; longer numbers stay",
  fc.property(fc.stringMatching(/^\d{6}$/), fc.stringMatching(/^\d$/), (code, digit) => {
    const redactor = createRedactor();
    redactor.keep(code);
    const longer = `at ${digit}${code} and ${code}${digit}.`;
    return redactor.redact(`code=${code}, ${longer}`) === `code=[secret], ${longer}`;
  }),
);
