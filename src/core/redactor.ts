import { createMask, type Form, type Mask } from "./mask.ts";
import type { KeepSecret } from "./secret.ts";
import { hiddenSecret, Secret } from "./secret.ts";
import { visible, visibleJson } from "./visible.ts";

/** Shorter values (a six-digit code) are redacted as whole words alone, else ordinary text would be eaten. */
const wholeWordBelow = 8;
/** Shorter ones stand in any text by chance. */
const shortest = 4;
/** Not a secret to anybody, and without them no document of ours could be parsed. */
const jsonWords: ReadonlySet<string> = new Set(["null", "true", "false"]);

export interface Redactor {
  readonly keep: KeepSecret;
  /** The text without any value that was kept: plain, made visible, in JSON, URL, base64, base64url and hex form. */
  redact(text: string): string;
  /** The same for one stream of bytes that are not ours. */
  mask(): Mask;
}

/** Redaction by value, not by shape: a token of an unknown shape is redacted too. */
export function createRedactor(): Redactor {
  const forms = new Set<string>();
  let longestFirst: readonly string[] | null = null;
  let asBytes: readonly Form[] | null = null;
  return {
    keep(value) {
      if (value.length >= shortest && !jsonWords.has(value)) {
        for (const form of formsOf(value)) forms.add(form);
        longestFirst = null;
        asBytes = null;
      }
      return new Secret(value);
    },
    redact(text) {
      longestFirst ??= [...forms].sort((a, b) => b.length - a.length);
      let clean = text;
      for (const form of longestFirst) {
        // Bulk work redacts one id after another, each shorter than any secret.
        if (form.length > clean.length) continue;
        clean =
          form.length < wholeWordBelow ? withoutWord(clean, form) : clean.replaceAll(form, hiddenSecret);
      }
      return clean;
    },
    mask: () =>
      createMask(() => {
        asBytes ??= [...forms].map(bytesOf);
        return asBytes;
      }, hiddenSecret),
  };
}

function bytesOf(form: string): Form {
  return { text: Buffer.from(form).toString("latin1"), wholeWord: form.length < wholeWordBelow };
}

function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  return [
    value,
    visible(value),
    unquoted(JSON.stringify(value)),
    unquoted(visibleJson(value)),
    encodeURIComponent(value.toWellFormed()),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    ...base64Forms(bytes),
  ];
}

function unquoted(json: string): string {
  return json.slice(1, json.length - 1);
}

/** The part of the base64 text that the value alone decides, at each of the three offsets it can stand at. */
function base64Forms(bytes: Buffer): readonly string[] {
  const forms = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const from = Math.ceil((offset * 8) / 6);
    const to = Math.floor(((offset + bytes.length) * 8) / 6);
    return text.slice(from, to);
  });
  const long = forms.filter((form) => form.length >= wholeWordBelow);
  return [...long, ...long.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
}

function withoutWord(text: string, word: string): string {
  let clean = "";
  let from = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    const whole = !isWordCharacter(text[at - 1]) && !isWordCharacter(text[at + word.length]);
    clean += text.slice(from, at) + (whole ? hiddenSecret : word);
    from = at + word.length;
  }
  return clean + text.slice(from);
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
