import fc from "fast-check";
import { visible, visibleJson } from "../../src/core/visible.ts";
import { property } from "../support/property.ts";

/** What may move a cursor, hide or reorder text (Unicode's Cc, Cf without the marks of Arabic and others, Zl, Zp, Cs). */
const dangerous =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u00ad\u061c\u180e\ufeff\u200b-\u200f\u2028-\u202e\u2060-\u206f\u{e0000}-\u{e007f}]/u;

const unit = fc.oneof(
  fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  fc.constantFrom(
    ..."\u0000\u0007\b\t\n\r\u001b\u007f\u0085\u009b\u00ad\u061c\u200b\u200d\u200e\u2028\u202e\u2066\ufeff",
  ),
  fc.constantFrom(
    "\u001b[2J",
    "\u001b]8;;http://x\u0007",
    "\u{e0041}",
    "\ud800",
    "\udc00",
    "a",
    "ß",
    "字",
    "🔑",
    "\\",
    '"',
  ),
);
const texts = fc.array(unit, { maxLength: 12 }).map((parts) => parts.join(""));

property(
  "any text from a server or file",
  "nothing that a terminal obeys is left",
  fc.property(texts, (text) => {
    const shown = visible(text);
    return !dangerous.test(shown) && visible(shown) === shown;
  }),
);

property(
  "any text, shown and read back",
  "nothing harmless is changed, nothing lost",
  fc.property(texts, (text) => {
    const undone = visible(text.replaceAll("\\", "/")).replace(
      /\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|\\u\{([0-9a-f]+)\}/g,
      (_, two, four, more) => String.fromCodePoint(Number.parseInt(two ?? four ?? more, 16)),
    );
    return undone === text.replaceAll("\\", "/");
  }),
);

property(
  "any text in JSON",
  "one line, harmless, of the same value",
  fc.property(
    fc.dictionary(texts, fc.oneof(texts, fc.integer(), fc.array(texts, { maxLength: 2 })), { maxKeys: 3 }),
    (value) => {
      const shown = visibleJson(value);
      return !dangerous.test(shown) && JSON.stringify(JSON.parse(shown)) === JSON.stringify(value);
    },
  ),
);
