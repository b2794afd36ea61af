import type { inspect } from "node:util";

/** What stands where a secret would. */
export const hiddenSecret = "[secret]";

/**
 * A value that cannot be printed by accident: every way to turn it into text gives `[secret]`.
 * `reveal()` is called where the value leaves for the wire or for a store, nowhere else.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  /** A secret made of this one, as `token.map((t) => `Bearer ${t}`)`. */
  map(change: (value: string) => string): Secret {
    return new Secret(change(this.#value));
  }

  /** Compares in a time that depends on the lengths alone. */
  equals(other: Secret): boolean {
    const [mine, theirs] = [this.#value, other.#value];
    let difference = mine.length ^ theirs.length;
    for (let i = 0; i < mine.length; i++) difference |= mine.charCodeAt(i) ^ theirs.charCodeAt(i);
    return difference === 0;
  }

  toString(): string {
    return hiddenSecret;
  }

  toJSON(): string {
    return hiddenSecret;
  }

  [Symbol.for("nodejs.util.inspect.custom") as typeof inspect.custom](): string {
    return hiddenSecret;
  }
}

/** Makes a secret and tells the redactor of its value, so that no stream of ours can show it. */
export type KeepSecret = (value: string) => Secret;
