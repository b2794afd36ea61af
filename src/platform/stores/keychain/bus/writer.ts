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
  const written: number[] = [];
  const uint32At = (at: number, value: number) => {
    for (const byte of [0, 1, 2, 3]) written[at + byte] = (value >>> (8 * byte)) & 0xff;
  };
  const self: Writer = {
    align: (to) => {
      while (written.length % to !== 0) written.push(0);
    },
    bytes: (...values) => void written.push(...values),
    uint32: (value) => {
      self.align(4);
      uint32At(written.length, value);
    },
    text: (value) => {
      const bytes = Buffer.from(value);
      self.uint32(bytes.length);
      self.bytes(...bytes, 0);
    },
    signature: (value) => self.bytes(value.length, ...Buffer.from(value), 0),
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
      uint32At(sizeAt, written.length - start);
    },
    done: () => Buffer.from(written),
  };
  return self;
}
