import { createHmac, randomUUID } from "node:crypto";

/** "Sandbox", as far as hexadecimal can spell it: whoever meets such a token knows whence it came. */
const mark = "5a4db0c5";

export function madeUpUuid(): string {
  return mark + randomUUID().slice(mark.length);
}

export function madeUpHex(length: number): string {
  return (mark + randomUUID().replaceAll("-", "")).padEnd(length, "0").slice(0, length);
}

/** A signed token whose key is as made up as all the rest. */
export function signJwt(header: object, payload: object): string {
  const signed = `${part(header)}.${part(payload)}`;
  return `${signed}.${createHmac("sha256", "made-up-by-the-sandbox").update(signed).digest("base64url")}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
