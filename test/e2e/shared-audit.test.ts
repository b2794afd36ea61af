import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Called } from "../support/cli.ts";
import { describeNeeds } from "../support/needs.ts";
import { postgresMissing } from "../support/postgres.ts";
import { type Runner, useRunners } from "../support/runners.ts";

const dataOf = ({ stdout }: Called) => JSON.parse(stdout).data;
const exporting = ["audit", "export", "--to", "postgres"];

describeNeeds(postgresMissing(), "audit export --to postgres", () => {
  const fleet = useRunners();
  const logOf = ({ home }: Runner) => {
    const text = readFileSync(join(home, ".config", "fob", "audit", "000001.jsonl"), "utf8");
    return text.trimEnd().split("\n");
  };

  it("adds each machine's log once, and verifies all of them from anywhere", async () => {
    const [one, other] = [fleet().runner(), fleet().runner()];
    await fleet().login(one, "amity");
    await Promise.all([one.fob(["token", "print"]), other.fob(["token", "print"])]);
    const first = await one.fob([...exporting, "--json"]);
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(dataOf(first)).toMatchObject({ added: logOf(one).length, records: logOf(one).length });
    await one.fob(["token", "print"]);
    expect(dataOf(await one.fob([...exporting, "--json"]))).toMatchObject({ added: 1 });
    const again = await one.fob(exporting);
    expect(again).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^0 records were added; 3 are there/),
    });
    expect((await other.fob(exporting)).status).toBe(0);
    const there = fleet().server.sql("SELECT line FROM fob.audit_record ORDER BY added_at, seq").split("\n");
    expect(there).toEqual([...logOf(one), ...logOf(other)]);
    expect(dataOf(await other.fob(["audit", "verify", "--from", "postgres", "--json"]))).toMatchObject({
      ok: true,
      records: there.length,
      files: 2,
      problems: [],
    });
  });

  it("finds a record that was changed there: 13, by machine and number", async () => {
    const one = fleet().runner();
    await fleet().login(one, "amity");
    await one.fob(["token", "print"]);
    await one.fob(exporting);
    fleet().server.sql("UPDATE fob.audit_record SET line = replace(line, 'amity', 'babel') WHERE seq = 1");
    const found = await one.fob(["audit", "verify", "--from", "postgres", "--json"]);
    expect(found.status).toBe(13);
    expect(dataOf(found).problems).toMatchObject([{ kind: "edited", line: 1 }]);
    expect(found.stderr).toContain("The audit log is not as fob wrote it");
    expect(await one.fob(["audit", "verify"])).toMatchObject({ status: 0 });
  });

  it("of one machine many times at once, adds each record once", async () => {
    const one = fleet().runner();
    await fleet().login(one, "amity");
    const ends = await Promise.all([1, 2, 3].map(() => one.fob([...exporting, "--json"])));
    expect(ends.map(({ status }) => status)).toEqual([0, 0, 0]);
    expect(ends.map((end) => dataOf(end).added).sort()).toEqual([0, 0, logOf(one).length]);
    expect(new Set(ends.map((end) => dataOf(end).chain)).size).toBe(1);
  });

  describe("refuses, and says what to type", () => {
    it.each<readonly [string, readonly string[], Readonly<Record<string, string>>, number, RegExp]>([
      ["another place", ["audit", "export", "--to", "mysql"], {}, 2, /--to takes postgres/],
      ["a part of the log", [...exporting, "--since", "7d"], {}, 2, /goes without --since/],
      ["one profile's records", [...exporting, "-p", "amity"], {}, 2, /goes without --profile/],
      ["another source", ["audit", "verify", "--from", "mysql"], {}, 2, /--from takes postgres/],
      ["a database that nothing named", exporting, { FOB_STORE_URL: "" }, 9, /fob store use postgres --url/],
      ["the same, to verify", ["audit", "verify", "--from", "postgres"], { FOB_STORE_URL: "" }, 9, /--url/],
    ])("%s", async (_, args, env, status, says) => {
      const called = await fleet().runner().fob(args, { env });
      expect(called).toMatchObject({ status, stdout: "" });
      expect(called.stderr).toMatch(says);
    });

    it("tables of an older fob, which store init brings up to date", async () => {
      const one = fleet().runner();
      await fleet().login(one, "amity");
      fleet().server.sql(
        "DROP TABLE fob.audit_record, fob.rate_budget; DELETE FROM fob.schema_version WHERE version > 1",
      );
      expect(await one.fob(["token", "print"])).toMatchObject({ status: 0 });
      const refused = await one.fob(exporting);
      expect(refused).toMatchObject({ status: 9, stdout: "" });
      expect(refused.stderr).toMatch(/version 1, and 2 is due.*fob store init/s);
      expect(dataOf(await fleet().admin().fob(["store", "init", "--json"]))).toMatchObject({
        from_version: 1,
      });
      expect(await one.fob(exporting)).toMatchObject({ status: 0 });
    });
  });
});
