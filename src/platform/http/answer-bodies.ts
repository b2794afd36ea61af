/** What puts the body of an answer together. */
export interface Collector {
  /** What the server says of the length, NaN where it says nothing. A lie costs no more than a page of a list. */
  expect(length: number): void;
  take(chunk: Buffer): boolean;
  taken(): Body;
}

export interface Body {
  readonly body: Buffer;
  /** Gives its memory to another body: it is not read any more. */
  reuse(): void;
}

export interface Bodies {
  collector(maxBytes: number): Collector;
}

export const noBody: Body = { body: Buffer.alloc(0), reuse() {} };

const mostExpected = 256 * 1024;
const smallest = 32 * 1024;
const mostSpare = 8;

/**
 * Each body is one buffer that grows: a million chunks of a byte each would otherwise cost a million objects. Those of
 * pages are used again where they can be: V8 frees a buffer that waited for its turn only when it looks through all of
 * the heap, so that a long list would hold a hundred of them.
 */
export function createBodies(): Bodies {
  const spare: Buffer[] = [];
  const allocate = (size: number) => {
    if (size < smallest || size > mostExpected) return Buffer.allocUnsafeSlow(size);
    const at = spare.findIndex(({ length }) => length >= size);
    const [found] = at < 0 ? [] : spare.splice(at, 1);
    return found ?? Buffer.allocUnsafeSlow(roundedUp(size));
  };
  const keep = (buffer: Buffer) => {
    if (buffer.length >= smallest && buffer.length <= mostExpected && spare.length < mostSpare)
      spare.push(buffer);
  };
  return { collector: (maxBytes) => collector(maxBytes, allocate, keep) };
}

/** Pages differ by a few bytes. */
function roundedUp(size: number): number {
  return 2 ** Math.ceil(Math.log2(size));
}

function collector(
  maxBytes: number,
  allocate: (size: number) => Buffer,
  keep: (buffer: Buffer) => void,
): Collector {
  let buffer = noBody.body;
  let length = 0;
  return {
    expect(told) {
      if (told > 0) buffer = allocate(Math.min(told, mostExpected));
    },
    take(chunk) {
      const needed = length + chunk.length;
      if (needed > maxBytes) return false;
      if (needed > buffer.length) {
        const larger = allocate(Math.min(maxBytes, Math.max(needed, 2 * buffer.length, 4096)));
        buffer.copy(larger, 0, 0, length);
        buffer = larger;
      }
      chunk.copy(buffer, length);
      length = needed;
      return true;
    },
    taken() {
      let isOurs = true;
      const reuse = () => {
        if (isOurs) keep(buffer);
        isOurs = false;
      };
      return { body: buffer.subarray(0, length), reuse };
    },
  };
}
