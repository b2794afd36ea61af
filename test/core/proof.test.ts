import { expect, it } from "vitest";
import { matchesWhole } from "../../src/core/pattern.ts";
import { provenOrEnded } from "../../src/core/proof.ts";

it("keeps what was proven", async () => {
  const end = () => Promise.reject(new Error("must not be ended"));
  await expect(provenOrEnded(async () => "proof", end)).resolves.toBe("proof");
});

it("ends what was not, and tells of the proof's failure even if the end fails too", async () => {
  for (const outcome of ["ended", "failed"]) {
    const done: string[] = [];
    const end = async () => {
      done.push(outcome);
      if (outcome === "failed") throw new Error("cannot be ended");
    };
    const prove = () => Promise.reject(new Error("no proof"));
    await expect(provenOrEnded(prove, end)).rejects.toThrow("no proof");
    expect(done).toEqual([outcome]);
  }
});

it.each([
  ["us|eu", "us", true],
  ["us|eu", "usa", false],
  ["us|eu", "aeu", false],
  ["[0-9]+", "1\n", false],
  ["(?!)", "", false],
])("the pattern %s takes %j: %j", (pattern, text, expected) => {
  expect(matchesWhole(pattern, text)).toBe(expected);
});
