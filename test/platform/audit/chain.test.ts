import { createHash } from "node:crypto";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { logWorld, printed } from "./world.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

it("binds each record to the one before, and the head to the last, 0600", async () => {
  const { audit, lines, log, path, names } = logWorld();
  await audit.record(printed);
  await audit.record({
    ...printed,
    action: "login",
    profile: null,
    result: "failed",
    error: "timeout",
    exit: 6,
  });
  const [first = "", second = ""] = lines();
  expect(JSON.parse(first)).toEqual({
    ...{ v: 1, seq: 1, time: expect.any(String), action: "print", profile: "work", provider: "acme" },
    ...{ ids: ["7"], result: "printed", error: null, exit: 0, count: null, by: "sh", prev: "0".repeat(64) },
  });
  expect(JSON.parse(second)).toMatchObject({
    seq: 2,
    profile: null,
    error: "timeout",
    exit: 6,
    prev: sha256(first),
  });
  const good = { records: 2, files: 1, head: sha256(second), problems: [], gaps: [] };
  expect(log.check(null)).toEqual(good);
  expect(log.check(sha256(first))).toEqual(good);
  expect([...log.records()].map(({ line }) => line)).toEqual([first, second]);
  expect(names()).toEqual(["000001.jsonl", "head"]);
  expect(names().map((name) => statSync(path(name)).mode & 0o777)).toEqual([0o600, 0o600]);
});

it("is empty and whole where nothing was recorded", () => {
  const { log } = logWorld();
  expect(log.check(null)).toEqual({ records: 0, files: 0, head: null, problems: [], gaps: [] });
  expect([...log.records()]).toEqual([]);
});

const at = (line: number, kind: string, message = expect.any(String)) => ({
  file: "000001.jsonl",
  line,
  kind,
  message,
});

/** What was done to a log of six records, and what the check says of it. */
const tampering: readonly (readonly [string, (lines: string[]) => string[], readonly object[]])[] = [
  ["a record was edited", (l) => l.with(2, edited(l[2])), [at(3, "edited")]],
  ["the last record was edited", (l) => l.with(5, edited(l[5])), [at(6, "edited")]],
  [
    "two records were edited",
    (l) => l.with(1, edited(l[1])).with(4, edited(l[4])),
    [at(2, "edited"), at(5, "edited")],
  ],
  [
    "a record was deleted",
    (l) => l.toSpliced(2, 1),
    [at(3, "missing", "Before this line 1 record is missing: 3.")],
  ],
  [
    "the first was deleted",
    (l) => l.slice(1),
    [at(1, "missing", "Before this line 1 record is missing: 1.")],
  ],
  [
    "three were deleted",
    (l) => l.toSpliced(1, 3),
    [at(2, "missing", "Before this line 3 records are missing: 2 to 4.")],
  ],
  [
    "the last were cut off",
    (l) => l.slice(0, 4),
    [at(4, "truncated", "After this line 2 records are missing.")],
  ],
  ["two changed places", (l) => [l[0], l[2], l[1], l[3], l[4], l[5]].map(String), [at(3, "out_of_order")]],
  ["one stands there twice", (l) => l.toSpliced(3, 0, String(l[1])), [at(4, "out_of_order")]],
  ["a line of no sense was put in", (l) => l.toSpliced(3, 0, "nonsense"), [at(4, "damaged")]],
  [
    "a record was made nonsense",
    (l) => l.with(3, "nonsense"),
    [at(4, "damaged"), at(5, "missing", "Before this line 1 record is missing: 4.")],
  ],
  [
    "a record was made up in between",
    (l) => l.toSpliced(3, 0, JSON.stringify({ ...JSON.parse(String(l[3])), ids: ["mine"] })),
    [at(4, "edited"), at(5, "out_of_order")],
  ],
];

function edited(line = ""): string {
  const text = line.replace(/"id-\d"/, '"id-x"');
  if (text === line) throw new Error("nothing was edited");
  return text;
}

it.each(tampering)("finds that %s", async (_, tamper, problems) => {
  const { prints, lines, log, path } = logWorld();
  await prints(6);
  writeFileSync(path(), `${tamper(lines()).join("\n")}\n`);
  expect(log.check(null).problems).toEqual(problems);
});

it.each(tampering.filter(([what]) => what !== "the last were cut off"))(
  "still finds when the log has been written to again that %s",
  async (_, tamper, problems) => {
    const { prints, lines, log, path } = logWorld();
    await prints(6);
    writeFileSync(path(), `${tamper(lines()).join("\n")}\n`);
    await prints(2);
    const { problems: found, gaps } = log.check(null);
    expect([found, gaps]).toEqual([problems, []]);
  },
);

it("tells of what was cut off when the log has been written to again", async () => {
  const { prints, lines, log, path } = logWorld();
  await prints(6);
  writeFileSync(path(), `${lines().slice(0, 4).join("\n")}\n`);
  await prints(2);
  expect(log.check(null)).toMatchObject({
    records: 7,
    problems: [at(5, "missing", "Before this line 2 records are missing: 5 to 6.")],
    gaps: [
      {
        file: "000001.jsonl",
        line: 5,
        message: "2 records had been cut off when the log was written to again.",
      },
    ],
  });
});

it("finds a log that was deleted, a head that was deleted, and a head kept elsewhere that is not in it", async () => {
  const { prints, log, path } = logWorld();
  await prints(3);
  expect(log.check("f".repeat(64)).problems).toEqual([at(3, "foreign_head")]);
  const head = readFileSync(path("head"));
  rmSync(path("head"));
  expect(log.check(null).problems).toEqual([at(3, "head_lost")]);
  writeFileSync(path("head"), head);
  rmSync(path());
  expect(log.check(null).problems).toEqual([
    { file: "head", line: 1, kind: "truncated", message: "After this line 3 records are missing." },
  ]);
});

it("goes on in a new file, bound to the old one, and keeps so many", async () => {
  const limits = { maxBytes: 900, maxFiles: 3 };
  const { prints, log, names, lines, path } = logWorld({ limits });
  await prints(4);
  expect(names()).toEqual(["000001.jsonl", "head"]);
  await prints(1);
  expect(names()).toEqual(["000001.jsonl", "000002.jsonl", "head"]);
  expect(JSON.parse(lines("000002.jsonl")[0] ?? "")).toMatchObject({
    seq: 5,
    prev: sha256(lines()[3] ?? ""),
  });
  await prints(4);
  expect(log.check(null)).toMatchObject({ records: 9, files: 3, problems: [], gaps: [] });
  await prints(8);
  expect(names()).toEqual(["000003.jsonl", "000004.jsonl", "000005.jsonl", "head"]);
  expect(log.check(null)).toMatchObject({ records: 9, files: 3, problems: [], gaps: [] });
  rmSync(path("000004.jsonl"));
  expect(log.check(null).problems).toEqual([
    { ...at(1, "missing", "Before this line 4 records are missing: 13 to 16."), file: "000005.jsonl" },
  ]);
  rmSync(path("000003.jsonl"));
  expect(log.check(null).problems).toEqual([
    { ...at(1, "missing", "Files before this one are missing."), file: "000005.jsonl" },
  ]);
});
