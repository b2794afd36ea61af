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
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new RangeError("a D-Bus message ends too early");
    at += length;
    return bytes.subarray(at - length, at);
  };
  const self: Reader = {
    align: (to) => void take((to - (at % to)) % to),
    skip: (length) => void take(length),
    byte: () => take(1).readUInt8(),
    uint32: () => {
      self.align(4);
      return take(4).readUInt32LE();
    },
    text: () => zeroEnded(take(self.uint32() + 1)),
    signature: () => zeroEnded(take(self.byte() + 1)),
    bytes: () => take(self.uint32()),
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

function zeroEnded(bytes: Buffer): string {
  return bytes.toString("utf8", 0, bytes.length - 1);
}
