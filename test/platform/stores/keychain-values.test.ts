import fc from "fast-check";
import { expect, it } from "vitest";
import type { Items } from "../../../src/platform/stores/keychain/values.ts";
import { splitValues } from "../../../src/platform/stores/keychain/values.ts";

/** Items that take values up to a length, and die for good after so many changes. */
function limitedItems(
  maxLength: number,
  items = new Map<string, string>(),
  changes = Number.POSITIVE_INFINITY,
) {
  let left = changes;
  const change = () => {
    left -= 1;
    if (left < 0) throw new Error("died");
  };
  const access: Items = {
    get: async (account) => items.get(account) ?? null,
    set: async (account, text) => {
      change();
      expect(text.length).toBeLessThanOrEqual(maxLength);
      expect(text.isWellFormed()).toBe(true);
      items.set(account, text);
    },
    delete: async (account) => {
      change();
      return items.delete(account);
    },
  };
  return { items, access };
}

const envelope = fc
  .string({ unit: "binary", maxLength: 300 })
  .map((text) => JSON.stringify({ text: text.toWellFormed() }));
const length = fc.integer({ min: 14, max: 80 });

it("gives back any value through items of any length, and leaves nothing when it is deleted", async () => {
  await fc.assert(
    fc.asyncProperty(length, fc.array(envelope, { minLength: 1, maxLength: 5 }), async (maxLength, texts) => {
      const { items, access } = limitedItems(maxLength);
      const values = splitValues(access, maxLength);
      for (const text of texts) {
        const forgetOld = await values.set("r", text);
        await forgetOld();
        expect(await values.get("r")).toBe(text);
      }
      expect(await values.delete("r")).toBe(true);
      expect([...items]).toEqual([]);
    }),
  );
});

it("leaves the old value or the new one when it dies between any two changes, and the next write cleans up", async () => {
  const deaths = fc.integer({ min: 0, max: 40 });
  await fc.assert(
    fc.asyncProperty(length, envelope, envelope, deaths, async (maxLength, old, fresh, changes) => {
      const { items, access } = limitedItems(maxLength);
      await (await splitValues(access, maxLength).set("r", old))();
      const dying = splitValues(limitedItems(maxLength, items, changes).access, maxLength);
      await dying
        .set("r", fresh)
        .then((forgetOld) => forgetOld())
        .catch(() => {});
      const values = splitValues(access, maxLength);
      expect([old, fresh]).toContain(await values.get("r"));
      await (await values.set("r", "{}"))();
      expect([...items]).toEqual([["r", "{}"]]);
    }),
  );
});

it("does not touch the items of a ref that begins alike", async () => {
  const { items, access } = limitedItems(20);
  const values = splitValues(access, 20);
  await values.set("ab", `{"a":"${"x".repeat(50)}"}`);
  const before = new Map(items);
  await (await values.set("a", `{"a":"${"y".repeat(50)}"}`))();
  await values.delete("a");
  expect(items).toEqual(before);
});
