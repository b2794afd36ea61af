/** Bits of a key's permissions, as the vendor's reference lists them; the first alone changes nothing. */
export const read = 1;
export const readAndWrite = 3;
