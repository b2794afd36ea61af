import { damaged } from "../envelope.ts";

/** Single items of the system's store. */
export interface Items {
  get(account: string): Promise<string | null>;
  set(account: string, text: string): Promise<void>;
  delete(account: string): Promise<boolean>;
}

/** Whole values, of any length. */
export interface Values {
  get(ref: string): Promise<string | null>;
  /** Returns what takes away the items of the value before, once the new one is proven. */
  set(ref: string, text: string): Promise<() => Promise<void>>;
  delete(ref: string): Promise<boolean>;
}

/** Items `ref/from` to `ref/to`, which go on where the first one ends. */
interface Range {
  readonly from: number;
  readonly to: number;
}

const nothing = async () => {};

/**
 * A value that is too long for one item goes on in the items `ref/2`, `ref/3`... The first item says in which, and
 * a new value never uses those of the old one: a process that dies half-way leaves the old value or the new.
 */
export function splitValues(items: Items, maxLength: number): Values {
  if (maxLength === Number.POSITIVE_INFINITY) {
    return {
      ...items,
      set: async (ref, text) => {
        await items.set(ref, text);
        return nothing;
      },
    };
  }
  return {
    get: async (ref) => {
      const first = await items.get(ref);
      return first === null ? null : join(items, ref, first);
    },
    set: async (ref, text) => {
      const old = rangeOf((await items.get(ref)) ?? "");
      const [first = "", ...rest] = slices(text, maxLength - longestRange);
      const range = rest.length === 0 ? null : freeRange(rest.length, old);
      for (const [index, slice] of rest.entries())
        await items.set(`${ref}/${(range?.from ?? 0) + index}`, slice);
      await items.set(ref, range === null ? first : `${range.from}-${range.to}:${first}`);
      return () => sweep(items, ref, Math.max(old?.to ?? 0, range?.to ?? 0), range);
    },
    delete: async (ref) => {
      const old = rangeOf((await items.get(ref)) ?? "");
      const deleted = await items.delete(ref);
      await sweep(items, ref, old?.to ?? 0, null);
      return deleted;
    },
  };
}

const longestRange = "9999-9999:".length;

/** An envelope begins with a brace, so a digit tells that there is more. */
function rangeOf(first: string): Range | null {
  const [, from, to] = /^(\d{1,4})-(\d{1,4}):/.exec(first) ?? [];
  return from === undefined || to === undefined ? null : { from: Number(from), to: Number(to) };
}

async function join(items: Items, ref: string, first: string): Promise<string> {
  const range = rangeOf(first);
  if (range === null) return first;
  let text = first.slice(first.indexOf(":") + 1);
  for (let part = range.from; part <= range.to; part++) {
    const more = await items.get(`${ref}/${part}`);
    if (more === null) throw damaged(ref);
    text += more;
  }
  return text;
}

function freeRange(count: number, old: Range | null): Range {
  const before = old === null || 2 + count <= old.from;
  const from = before ? 2 : old.to + 1;
  return { from, to: from + count - 1 };
}

/** Never between the halves of a character: each item must be text of its own. */
function slices(text: string, length: number): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = at + length;
    const whole = isHighSurrogate(text.charCodeAt(end - 1)) && end < text.length ? end - 1 : end;
    found.push(text.slice(at, whole));
    at = whole;
  }
  return found;
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

/** Takes away the items but those in use; past the last known one, as long as there are any. */
async function sweep(items: Items, ref: string, known: number, used: Range | null): Promise<void> {
  for (let part = 2; ; part++) {
    if (used !== null && part >= used.from && part <= used.to) continue;
    const deleted = await items.delete(`${ref}/${part}`);
    if (!deleted && part > known) return;
  }
}
