import { expect, it } from "vitest";
import { describeNeeds } from "../support/needs.ts";
import { postgresMissing } from "../support/postgres.ts";
import { useRunners } from "../support/runners.ts";

/** What the long limit of Productive takes for one request of a fleet, in milliseconds. */
const everyMs = 1_803_000 / 2800;

describeNeeds(postgresMissing(), "a rate limit that machines keep together", () => {
  const fleet = useRunners();
  /** As if the fleet had been busy: what is leased from now on is what it moves on. */
  const busy = () => {
    const due = "now() + interval '5 minutes'";
    fleet().server.sql(`UPDATE fob.rate_budget SET short_at = now(), long_at = ${due}`);
    return longAt();
  };
  const longAt = () =>
    Number(fleet().server.sql("SELECT extract(epoch FROM long_at) * 1000 FROM fob.rate_budget"));

  it("counts the requests of all machines at a shared login, and of no other", async () => {
    const [one, other] = [fleet().runner(), fleet().runner()];
    await fleet().login(one, "productive");
    await fleet().login(other, "productive", "own");
    await one.fob(["whoami", "-p", "productive"]);
    const before = busy();
    const calls = [one, other].flatMap((machine) => [
      machine.fob(["whoami", "-p", "productive"]),
      machine.fob(["api", "GET", "/people", "-p", "productive"]),
    ]);
    const seen = fleet().sandbox.requests("productive").length;
    expect((await Promise.all(calls)).map(({ status }) => status)).not.toContain(9);
    const sent = fleet().sandbox.requests("productive").length - seen;
    expect(sent).toBeGreaterThanOrEqual(4);
    const leased = Math.round((longAt() - before) / everyMs);
    // Blocks double, so a command that sends several may have leased one more than it sent.
    expect(leased).toBeGreaterThanOrEqual(sent);
    expect(leased).toBeLessThanOrEqual(sent + 4);
  });

  it("ends with 8 where the others have taken what there is for longer than the command may take", async () => {
    const one = fleet().runner();
    await fleet().login(one, "productive");
    await one.fob(["whoami", "-p", "productive"]);
    fleet().server.sql("UPDATE fob.rate_budget SET short_at = now() + interval '10 minutes'");
    const refused = await one.fob(["sessions", "list", "-p", "productive", "--timeout", "5s"]);
    expect(refused).toMatchObject({ status: 8, stdout: "" });
    expect(refused.stderr).toMatch(
      /allows the next request in .*Other runs of fob on all machines count too/s,
    );
  });

  it("tables of an older fob: each machine counts for itself, and says so", async () => {
    const one = fleet().runner();
    await fleet().login(one, "productive");
    fleet().server.sql("DROP TABLE fob.rate_budget; DELETE FROM fob.schema_version WHERE version > 2");
    const called = await one.fob(["whoami", "-p", "productive"]);
    expect(called.status).toBe(0);
    expect(called.stderr).toMatch(
      /^warning: The machines' common rate limit is not kept: .* Each machine counts for itself\.$/m,
    );
  });
});
