import fc from "fast-check";
import { masked } from "../support/masked.ts";
import { property } from "../support/property.ts";

const part = fc.oneof(
  fc.constant("abcabcab"),
  fc.string({ unit: fc.constantFrom("a", "b", "c", "-"), maxLength: 6 }),
);
property(
  "a stream with secrets in it, cut anywhere",
  "no secret is shown, and nothing else is lost",
  fc.property(fc.array(part, { maxLength: 12 }), fc.array(fc.nat(40), { maxLength: 12 }), (parts, cuts) => {
    const text = parts.join("");
    const at = [...new Set(cuts)].sort((a, b) => a - b).filter((cut) => cut > 0 && cut < text.length);
    const chunks = [0, ...at].map((from, i) => text.slice(from, at[i] ?? text.length));
    const shown = masked(["abcabcab"], chunks);
    const isWhole = shown === masked(["abcabcab"], [text]);
    return isWhole && !shown.includes("abcabcab") && (text.includes("abcabcab") || shown === text);
  }),
);
