/** The ids that a list has shown. */
export interface Seen {
  /** False where it was there before. */
  add(id: string): boolean;
  size(): number;
}

/** Without a sign, a leading zero or more digits than a number holds exactly. */
const exactNumber = /^[1-9]\d{0,14}$/;

/**
 * Ids in ascending order, as they are asked for, are numbers in a row, eight bytes each; a Set of a hundred thousand
 * takes five times that, and texts would be kept by their pages.
 */
export function createSeen(): Seen {
  const ascending = createRow();
  const others = new Set<string | number>();
  const addOther = (key: string | number) => {
    const isNew = !others.has(key);
    others.add(key);
    return isNew;
  };
  return {
    add(id) {
      if (!exactNumber.test(id)) return addOther(id);
      const number = Number(id);
      if (number > ascending.last() && !others.has(number)) return ascending.append(number);
      return !ascending.includes(number) && addOther(number);
    },
    size: () => ascending.length() + others.size,
  };
}

const blockBits = 12;
const blockLength = 2 ** blockBits;

/** Ascending numbers in blocks, of which none is copied as more come. */
function createRow() {
  const blocks: Float64Array[] = [];
  let length = 0;
  const at = (index: number) =>
    blocks[index >>> blockBits]?.[index % blockLength] ?? Number.NEGATIVE_INFINITY;
  return {
    length: () => length,
    last: () => at(length - 1),
    append(number: number): true {
      if (length % blockLength === 0) blocks.push(new Float64Array(blockLength));
      const block = blocks[length >>> blockBits];
      if (block !== undefined) block[length % blockLength] = number;
      length++;
      return true;
    },
    includes(number: number): boolean {
      let [from, to] = [0, length];
      while (from < to) {
        const middle = (from + to) >>> 1;
        if (at(middle) < number) from = middle + 1;
        else to = middle;
      }
      return from < length && at(from) === number;
    },
  };
}
