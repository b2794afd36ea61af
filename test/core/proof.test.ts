import { expect, it } from "vitest";
import { FobError } from "../../src/core/errors.ts";
import { matchesWhole } from "../../src/core/pattern.ts";
import { provenOrEnded, sessionLeft } from "../../src/core/proof.ts";

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

const refusal = (hint?: string) => new FobError("forbidden", "Forbidden.", { hint });
const noWay = () => Promise.reject(new Error("no way there"));
const livesOn = "Forbidden. The new session s\\x1b1 could not be ended either: it lives on.";
const endIt = "End it from a login that works: fob sessions revoke s\\x1b1";

it.each([
  ["with an id", "s\u001b1", refusal(), livesOn, endIt],
  ["after what is said already", "s\u001b1", refusal("Do this"), livesOn, `Do this; ${endIt}`],
  [
    "without an id",
    null,
    refusal(),
    "Forbidden. The new session could not be ended either: it lives until it expires.",
    undefined,
  ],
])("says what lives on where the end fails too: %s", async (_, id, error, message, hint) => {
  const failure = await provenOrEnded(() => Promise.reject(error), noWay, sessionLeft(id)).catch((e) => e);
  expect([failure.code, failure.message, failure.details.hint]).toEqual(["forbidden", message, hint]);
  expect(failure.details.unproven).toBe("lives_on");
});

it("says nothing of what was ended", async () => {
  const prove = () => Promise.reject(refusal());
  await expect(provenOrEnded(prove, async () => undefined, sessionLeft("1"))).rejects.toMatchObject({
    message: "Forbidden.",
    details: { unproven: "ended" },
  });
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
