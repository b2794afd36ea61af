/** The counterpart of the writer. Reading past the end throws a RangeError. */
export interface Reader {
  align(to: number): void;
  skip(length: number): void;
  byte(): number;
  uint32(): number;
  /** A string or an object path. */
  text(): string;
  signature(): string;
  /** `ay` */
  bytes(): Buffer;
  /** `ao` */
  paths(): readonly string[];
  position(): number;
}

export function createReader(bytes: Buffer): Reader {
  let at = 0;
  /** Where so many bytes begin, which are read with this. */
  const take = (length: number): number => {
    if (at + length > bytes.length) throw new RangeError("a D-Bus message ends too early");
    at += length;
    return at - length;
  };
  const zeroEnded = (length: number): string => {
    const start = take(length + 1);
    return bytes.toString("utf8", start, start + length);
  };
  const self: Reader = {
    align: (to) => void take((to - (at % to)) % to),
    skip: (length) => void take(length),
    byte: () => bytes.readUInt8(take(1)),
    uint32: () => {
      self.align(4);
      return bytes.readUInt32LE(take(4));
    },
    text: () => zeroEnded(self.uint32()),
    signature: () => zeroEnded(self.byte()),
    bytes: () => {
      const length = self.uint32();
      const start = take(length);
      return bytes.subarray(start, start + length);
    },
    paths: () => {
      const length = self.uint32();
      const end = at + length;
      const found: string[] = [];
      while (at < end) found.push(self.text());
      return found;
    },
    position: () => at,
  };
  return self;
}
