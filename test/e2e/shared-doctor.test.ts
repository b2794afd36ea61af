import { chmodSync } from "node:fs";
import { expect, it } from "vitest";
import { describeNeeds } from "../support/needs.ts";
import { postgresMissing } from "../support/postgres.ts";
import { type Runner, useRunners } from "../support/runners.ts";

interface Finding {
  readonly check: string;
  readonly subject: string;
  readonly status: string;
  readonly message: string;
  readonly hint: string | null;
}

describeNeeds(postgresMissing(), "fob doctor on a machine of a fleet", () => {
  const fleet = useRunners();
  async function doctor(one: Runner) {
    const { status, stdout } = await one.fob(["doctor", "--json", "--timeout", "3s"]);
    const findings: readonly Finding[] = JSON.parse(stdout).data;
    return { status, shared: findings.filter(({ subject }) => subject.startsWith("postgres")) };
  }

  it("looks at the database, its key and its clock, and at what is stored there", async () => {
    const one = fleet().runner();
    await fleet().login(one, "amity");
    const { status, shared } = await doctor(one);
    expect(status).toBe(0);
    const place = `postgres fob at 127.0.0.1:${fleet().server.port}`;
    const fine = { status: "ok", hint: null };
    expect(shared).toMatchObject([
      { ...fine, check: "store", subject: "postgres" },
      { ...fine, check: "store", subject: place, message: expect.stringMatching(/^PostgreSQL \d/) },
      {
        ...fine,
        check: "store",
        subject: place,
        message: expect.stringMatching(/^This machine has its key/),
      },
      { ...fine, check: "clock", subject: place },
    ]);
  });

  it("a key file that others can read, and a database that is away, are failures with what to type", async () => {
    const one = fleet().runner();
    await fleet().login(one, "amity");
    chmodSync(one.keyFile, 0o644);
    const open = await doctor(one);
    expect(open.status).toBe(3);
    expect(open.shared.map(({ status, hint }) => [status, hint])).toContainEqual([
      "failed",
      expect.stringContaining(`chmod 600 '${one.keyFile}'`),
    ]);
    chmodSync(one.keyFile, 0o600);
    await fleet().server.stop("orderly");
    try {
      const away = await doctor(one);
      expect(away.status).toBe(3);
      expect(away.shared.map(({ status, hint }) => [status, hint])).toContainEqual([
        "failed",
        expect.stringContaining("pg_isready"),
      ]);
    } finally {
      await fleet().server.start();
    }
  });
});
