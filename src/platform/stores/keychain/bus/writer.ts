/**
 * The little of D-Bus marshalling that our questions take (D-Bus specification, "Marshaling"): little-endian,
 * every value at a multiple of its alignment, counted from the start of the message or its body.
 */
export interface Writer {
  align(to: number): void;
  bytes(...values: readonly number[]): void;
  uint32(value: number): void;
  /** A string or an object path. */
  text(value: string): void;
  signature(value: string): void;
  /** `a{ss}` */
  dictionary(value: Readonly<Record<string, string>>): void;
  done(): Buffer;
}

export function createWriter(): Writer {
  // A character for each byte: what is written byte by byte takes a short command a millisecond more.
  let written = "";
  const self: Writer = {
    align: (to) => {
      written += "\0".repeat((to - (written.length % to)) % to);
    },
    bytes: (...values) => {
      written += String.fromCharCode(...values);
    },
    uint32: (value) => {
      self.align(4);
      written += uint32(value);
    },
    text: (value) => {
      const bytes = Buffer.from(value).toString("latin1");
      self.uint32(bytes.length);
      written += `${bytes}\0`;
    },
    signature: (value) => {
      written += `${String.fromCharCode(value.length)}${value}\0`;
    },
    dictionary: (value) => {
      self.uint32(0);
      const sizeAt = written.length - 4;
      self.align(8);
      const start = written.length;
      for (const [key, entry] of Object.entries(value)) {
        self.align(8);
        self.text(key);
        self.text(entry);
      }
      written = `${written.slice(0, sizeAt)}${uint32(written.length - start)}${written.slice(sizeAt + 4)}`;
    },
    done: () => Buffer.from(written, "latin1"),
  };
  return self;
}

function uint32(value: number): string {
  return String.fromCharCode(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}
