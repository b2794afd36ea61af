import { format, inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Secret } from "../../src/core/secret.ts";

const value = "s3cr3t-value";
const secret = new Secret(value);

describe("a secret", () => {
  it("is told by reveal alone", () => {
    expect(secret.reveal()).toBe(value);
    expect(secret.map((text) => `Bearer ${text}`).reveal()).toBe(`Bearer ${value}`);
  });

  it.each<readonly [string, () => string]>([
    ["String", () => String(secret)],
    ["a template", () => `${secret}`],
    ["a sum", () => `${[secret]}`],
    ["toLocaleString", () => secret.toLocaleString()],
    ["JSON", () => JSON.stringify(secret)],
    ["JSON inside", () => JSON.stringify({ deep: [secret] })],
    ["inspect", () => inspect(secret)],
    ["inspect of all that is hidden", () => inspect(secret, { showHidden: true, depth: 9, getters: true })],
    ["inspect inside", () => inspect({ deep: [secret] }, { depth: 9 })],
    ["%s", () => format("%s", secret)],
    ["%o", () => format("%o", { secret })],
    ["%O", () => format("%O", { secret })],
    ["%j", () => format("%j", { secret })],
    ["an error's text", () => String(new Error(`failed: ${secret}`))],
    ["an error's cause", () => inspect(new Error("failed", { cause: { secret } }))],
    ["an error's property", () => inspect(Object.assign(new Error("failed"), { secret }))],
  ])("is not shown by %s", (_, shown) => {
    expect(shown()).toContain("[secret]");
    expect(shown()).not.toContain(value);
  });

  it.each<readonly [string, () => unknown]>([
    ["its keys", () => Object.keys(secret)],
    ["all its names", () => Reflect.ownKeys(secret)],
    ["its entries", () => Object.entries(secret)],
    ["a copy", () => inspect({ ...secret })],
    ["a clone", () => inspect(structuredClone(secret))],
    ["assign", () => inspect(Object.assign({}, secret))],
  ])("is not among %s", (_, shown) => {
    expect(String(shown())).not.toContain(value);
    expect(shown()).toEqual(typeof shown() === "string" ? "{}" : []);
  });

  it("equals what has the same text", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(new Secret(a).equals(new Secret(b))).toBe(a === b);
        expect(new Secret(a).equals(new Secret(a))).toBe(true);
        expect(new Secret(a).equals(new Secret(`${a}\u0000`))).toBe(false);
      }),
    );
  });
});
