import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AuditRecord } from "../../../../src/core/audit.ts";
import { decodeLine, encodeLine, hashOf, noHash, type Pending } from "../../../../src/platform/audit/line.ts";
import { openSharedAudit } from "../../../../src/platform/audit/shared.ts";
import type { Postgres } from "../../../../src/platform/stores/postgres/index.ts";
import { describeNeeds } from "../../../support/needs.ts";
import { type PostgresServer, postgresMissing, startPostgres } from "../../../support/postgres.ts";
import { initialised, openShared } from "../../../support/postgres-world.ts";
import { refusalOf } from "../../../support/refusal.ts";

const entry: Pending = {
  ...{
    action: "print",
    profile: "work",
    provider: "amity",
    ids: [],
    result: "printed",
    error: null,
    exit: 0,
  },
  ...{ time: new Date("2026-11-22T10:00:00Z"), by: "sh" },
};

function chainOf(length: number): readonly string[] {
  const lines: string[] = [];
  for (let seq = 1; seq <= length; seq++) {
    const before = lines.at(-1);
    lines.push(encodeLine({ ...entry, exit: seq % 3 }, seq, before === undefined ? noHash : hashOf(before)));
  }
  return lines;
}

describeNeeds(postgresMissing(), "the logs of machines in one database", () => {
  let server: PostgresServer;
  const opened: Postgres[] = [];
  const folders: string[] = [];
  beforeAll(async () => {
    server = await initialised(await startPostgres());
  }, 60_000);
  afterAll(async () => {
    for (const shared of opened) shared.close();
    for (const folder of folders) rmSync(folder, { recursive: true });
    await server.dispose();
  });
  beforeEach(() => void server.sql("TRUNCATE fob.audit_record"));

  /** A machine whose log holds these lines now. */
  function machine(host: string, first: readonly string[]) {
    const shared = openShared(server, randomBytes(32).toString("hex"), { host });
    const folder = mkdtempSync(join(tmpdir(), "fob-audit-"));
    opened.push(shared);
    folders.push(folder);
    const log = { lines: first };
    const records = () =>
      log.lines.map((line) => ({ line, record: decodeLine(line) })) as {
        line: string;
        record: AuditRecord;
      }[];
    return {
      log,
      audit: openSharedAudit({
        log: { records },
        table: shared.audit,
        folder: () => folder,
        randomId: () => randomBytes(16).toString("hex"),
        alone: (work) => work(),
      }),
    };
  }
  const linesThere = () => server.sql("SELECT line FROM fob.audit_record ORDER BY seq").split("\n");
  const admin = (text: string) => () => void server.sql(text);
  const fine = { problems: [], gaps: [] };

  it("adds what is new, and only that, however often it is asked", async () => {
    const lines = chainOf(1203);
    const one = machine("one", lines.slice(0, 3));
    const first = await one.audit.append();
    expect(first).toEqual({
      chain: expect.stringMatching(/^[0-9a-f]{32}$/),
      added: 3,
      records: 3,
      head: hashOf(lines[2] ?? ""),
      problems: [],
    });
    expect(await one.audit.append()).toEqual({ ...first, added: 0 });
    one.log.lines = lines;
    const last = { ...first, added: 1200, records: 1203, head: hashOf(lines.at(-1) ?? "") };
    expect(await one.audit.append()).toEqual(last);
    expect(linesThere()).toEqual(lines);
    // What has rotated away here stays there.
    one.log.lines = lines.slice(-2);
    expect(await one.audit.append()).toEqual({ ...last, added: 0 });
    expect(await one.audit.check(null)).toEqual({ ...fine, records: 1203, files: 1, head: last.head });
  });

  it("keeps the logs of machines apart, and checks all of them anywhere", async () => {
    const [one, other] = [machine("one", chainOf(3)), machine("other", chainOf(2))];
    await one.audit.append();
    await other.audit.append();
    const heads = [3, 2].map((length) => hashOf(chainOf(length).at(-1) ?? ""));
    expect(await one.audit.check(null)).toEqual({ ...fine, records: 5, files: 2, head: heads[0] });
    expect(await other.audit.check(heads[0] ?? "")).toEqual({
      ...fine,
      records: 5,
      files: 2,
      head: heads[1],
    });
    const third = await machine("third", []).audit.check("0".repeat(64));
    expect(third).toMatchObject({ records: 5, head: null, problems: [{ kind: "foreign_head" }] });
  });

  it("starts where the log starts that has rotated already", async () => {
    const one = machine("one", chainOf(9).slice(4));
    expect(await one.audit.append()).toMatchObject({ added: 5, records: 5, problems: [] });
    expect(await one.audit.check(null)).toMatchObject({ ...fine, records: 5 });
    admin("DELETE FROM fob.audit_record WHERE seq = 5")();
    expect((await one.audit.check(null)).problems).toMatchObject([{ kind: "missing", line: 6 }]);
  });

  describe("finds what somebody changed who may, and names machine and record", () => {
    const forged = (seq: number) => chainOf(seq).at(-1)?.replace('"printed"', '"nothing"') ?? "";
    const rows: readonly (readonly [string, string, readonly (readonly [string, number])[]])[] = [
      ["a record edited", `UPDATE fob.audit_record SET line = '${forged(2)}' WHERE seq = 2`, [["edited", 2]]],
      [
        "the newest edited",
        `UPDATE fob.audit_record SET line = '${forged(4)}' WHERE seq = 4`,
        [["edited", 4]],
      ],
      ["one removed", "DELETE FROM fob.audit_record WHERE seq = 3", [["missing", 4]]],
      ["the first removed", "DELETE FROM fob.audit_record WHERE seq = 1", [["missing", 2]]],
      ["the newest removed", "DELETE FROM fob.audit_record WHERE seq = 4", [["truncated", 3]]],
      ["all removed", "DELETE FROM fob.audit_record", [["truncated", 1]]],
      [
        "no record",
        "UPDATE fob.audit_record SET line = 'x' WHERE seq = 3",
        [
          ["edited", 3],
          ["damaged", 3],
          ["missing", 4],
        ],
      ],
      ["one numbered anew", "UPDATE fob.audit_record SET seq = 9 WHERE seq = 4", [["edited", 9]]],
    ];
    it.each(rows)("%s", async (_, text, expected) => {
      const one = machine("one", chainOf(4));
      const { chain } = await one.audit.append();
      admin(text)();
      const { problems } = await one.audit.check(null);
      expect(problems.map(({ kind, line }) => [kind, line])).toEqual(expected);
      expect(new Set(problems.map(({ file }) => file))).toEqual(new Set([`one/${chain.slice(0, 8)}`]));
    });
  });

  it("tells of a record that somebody put in a machine's name before it did", async () => {
    const lines = chainOf(4);
    const one = machine("one", lines.slice(0, 2));
    const { chain } = await one.audit.append();
    const planted = chainOf(3).at(-1)?.replace('"printed"', '"nothing"');
    server.sql(
      `SET ROLE runner; INSERT INTO fob.audit_record (chain, seq, line, host) VALUES ('${chain}', 3, '${planted}', 'one')`,
    );
    one.log.lines = lines;
    expect((await one.audit.append()).problems).toMatchObject([{ kind: "edited", line: 3 }]);
    expect((await one.audit.check(null)).problems).toMatchObject([{ kind: "edited", line: 3 }]);
  });

  it("puts back what a restored backup lacks, while the log here has it", async () => {
    const one = machine("one", chainOf(4));
    const first = await one.audit.append();
    admin("DELETE FROM fob.audit_record WHERE seq > 2")();
    expect(await one.audit.append()).toEqual({ ...first, added: 2 });
    expect(await one.audit.check(null)).toMatchObject(fine);
  });

  it.each([
    ["change a record", "UPDATE fob.audit_record SET line = ''"],
    ["remove one", "DELETE FROM fob.audit_record"],
    ["empty the table", "TRUNCATE fob.audit_record"],
    [
      "say when it was added",
      `INSERT INTO fob.audit_record (chain, seq, line, host, added_at) VALUES ('${"0".repeat(32)}', 1, '', '', now())`,
    ],
    [
      "say who added it",
      `INSERT INTO fob.audit_record (chain, seq, line, host, added_by) VALUES ('${"0".repeat(32)}', 1, '', '', 'x')`,
    ],
    [
      "take the right to",
      "GRANT UPDATE ON fob.audit_record TO runner; UPDATE fob.audit_record SET line = ''",
    ],
  ])("a runner cannot %s", (_, text) => {
    expect(() => server.sql(`SET ROLE runner; ${text}`)).toThrow(/permission denied/);
  });

  it("wants tables that have a place for it, which everything else does without", async () => {
    server.sql("DELETE FROM fob.schema_version WHERE version > 1");
    try {
      const one = machine("one", chainOf(1));
      expect(await refusalOf(one.audit.append())).toEqual([
        "store_unavailable",
        9,
        "The database has fob's tables of version 1, and 2 is due.",
      ]);
      expect(await opened.at(-1)?.store.read("nobody")).toEqual({ kind: "absent" });
    } finally {
      server.sql("INSERT INTO fob.schema_version (version) VALUES (2), (3)");
    }
  });
});
