/** Replaces secrets in a stream of bytes of any kind, however it is cut into chunks. */
export interface Mask {
  /** What can be shown of all that came so far; the rest may be the beginning of a secret. */
  push(chunk: Buffer): Buffer;
  /** What was held back, once nothing more comes. */
  end(): Buffer;
}

export interface Form {
  /** The bytes to hide, one character a byte. */
  readonly text: string;
  /** It hides as a word of its own alone. */
  readonly wholeWord: boolean;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** `forms` may grow while the mask is in use. */
export function createMask(forms: () => readonly Form[], shown: string): Mask {
  let rest = "";
  /** So many first characters of the rest belong to a secret that was shown as hidden already. */
  let hidden = 0;
  /** The last character that went out, which decides whether a word begins after it. */
  let before = "";
  const take = (chunk: string, isLast: boolean): Buffer => {
    const text = rest + chunk;
    const keepFrom = isLast ? text.length : firstUndecided(text, forms());
    const { out, to } = withoutSpans(text, hidden, spansIn(before, text, forms()), keepFrom, shown);
    before = keepFrom > 0 ? text.charAt(keepFrom - 1) : before;
    rest = text.slice(keepFrom);
    hidden = Math.max(0, to - keepFrom);
    return Buffer.from(out, "latin1");
  };
  return { push: (chunk) => take(chunk.toString("latin1"), false), end: () => take("", true) };
}

/** Where the first form begins that the end of the text cuts off. */
function firstUndecided(text: string, forms: readonly Form[]): number {
  let first = text.length;
  for (const { text: form, wholeWord } of forms) {
    const start = form.charAt(0);
    // What ends with the text is decided for a word only by the character after it.
    const from = Math.max(0, text.length - form.length + (wholeWord ? 0 : 1));
    for (let at = text.indexOf(start, from); at >= 0 && at < first; at = text.indexOf(start, at + 1)) {
      if (form.startsWith(text.slice(at))) first = at;
    }
  }
  return first;
}

function spansIn(before: string, text: string, forms: readonly Form[]): readonly Span[] {
  return forms.flatMap((form) => {
    const found: Span[] = [];
    for (let at = text.indexOf(form.text); at >= 0; at = text.indexOf(form.text, at + 1)) {
      const to = at + form.text.length;
      const apart = !isWordCharacter(at === 0 ? before : text[at - 1]) && !isWordCharacter(text[to]);
      if (apart || !form.wholeWord) found.push({ from: at, to });
    }
    return found;
  });
}

/** What overlaps is hidden as one, so that no part of either is left; the first `hidden` are hidden already. */
function withoutSpans(text: string, hidden: number, spans: readonly Span[], end: number, shown: string) {
  let [out, to] = ["", hidden];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    if (span.from >= end) break;
    if (span.from >= to) out += text.slice(to, span.from) + shown;
    to = Math.max(to, span.to);
  }
  return { out: out + text.slice(to, end), to };
}

/** Bytes of other alphabets count as none: it is better to hide a word too many. */
function isWordCharacter(character: string | undefined): boolean {
  return /[A-Za-z0-9]/.test(character ?? "");
}
