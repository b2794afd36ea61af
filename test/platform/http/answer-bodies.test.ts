import { expect, it } from "vitest";
import { createBodies } from "../../../src/platform/http/answer-bodies.ts";

const page = (letter: string, length = 100_000) => Buffer.alloc(length, letter);
const mostBytes = 1_000_000;

function read(bodies: ReturnType<typeof createBodies>, bytes: Buffer, told = bytes.length) {
  const collector = bodies.collector(mostBytes);
  collector.expect(told);
  for (let from = 0; from < bytes.length; from += 40_000) collector.take(bytes.subarray(from, from + 40_000));
  return collector.taken();
}

it("bodies that are still read share no memory; one that is done gives its own to the next", () => {
  const bodies = createBodies();
  const [one, two] = [read(bodies, page("a")), read(bodies, page("b"))];
  one.reuse();
  const three = read(bodies, page("c", 99_000));
  expect(three.body.buffer).toBe(one.body.buffer);
  expect(three.body.toString()).toBe("c".repeat(99_000));
  expect(two.body.toString()).toBe("b".repeat(100_000));
});

it("a body is given back once, however often that is said", () => {
  const bodies = createBodies();
  const one = read(bodies, page("a"));
  one.reuse();
  one.reuse();
  const [two, three] = [read(bodies, page("b")), read(bodies, page("c"))];
  expect(two.body.toString()).toBe("b".repeat(100_000));
  expect(three.body.toString()).toBe("c".repeat(100_000));
});

it.each([
  ["no length", Number.NaN],
  ["a length that is too small", 10],
  ["a length that is too large", 900_000],
])("a body with %s told is whole, and so is the next", (_, told) => {
  const bodies = createBodies();
  const one = read(bodies, page("a", 300_000), told);
  expect(one.body.toString()).toBe("a".repeat(300_000));
  one.reuse();
  expect(read(bodies, page("b"), told).body.toString()).toBe("b".repeat(100_000));
});

it("a body beyond what may be read is refused", () => {
  const collector = createBodies().collector(1000);
  expect([collector.take(page("a", 1000)), collector.take(page("a", 1))]).toEqual([true, false]);
});
