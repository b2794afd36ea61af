import { expect, it } from "vitest";
import type { Called } from "../support/cli.ts";
import { describeNeeds } from "../support/needs.ts";
import { postgresMissing } from "../support/postgres.ts";
import { type Runner, useRunners } from "../support/runners.ts";

const dataOf = ({ stdout }: Called) => JSON.parse(stdout);
const minting = ["token", "machine", "--profile", "productive", "--json", "--name"];

describeNeeds(postgresMissing(), "machines that mint by name at once", () => {
  // Slow enough for all of them to have looked before the first has minted, if nothing held them.
  const fleet = useRunners({ latencyMs: 250 });

  async function loggedIn(count: number): Promise<readonly Runner[]> {
    const machines = Array.from({ length: count }, () => fleet().runner());
    const [first] = machines;
    if (first !== undefined) await fleet().login(first, "productive");
    return machines;
  }
  async function tokensNamed(one: Runner | undefined, name: string): Promise<readonly string[]> {
    const listed = await one?.fob(["token", "machine", "list", "--json", "-p", "productive"]);
    const tokens: readonly { id: string; name: string }[] = JSON.parse(listed?.stdout ?? "").data;
    return tokens.filter((token) => token.name === name).map(({ id }) => id);
  }

  it("--if-absent: one of them mints, the others find its token", async () => {
    const machines = await loggedIn(2);
    const calls = [...machines, ...machines].map((one) => one.fob([...minting, "nightly", "--if-absent"]));
    const ends = (await Promise.all(calls)).map((one) => ({ status: one.status, ...dataOf(one) }));
    const [id] = await tokensNamed(machines[0], "nightly");
    expect(ends.map(({ status, data }) => [status, data.id, data.name])).toEqual(
      ends.map(() => [0, id, "nightly"]),
    );
    expect(ends.map(({ meta }) => meta.minted).sort()).toEqual([false, false, false, true]);
    expect(await tokensNamed(machines[0], "nightly")).toEqual([id]);
  });

  it("--replace: each replaces what was there before it, and one token is left", async () => {
    const machines = await loggedIn(2);
    const ends = await Promise.all(
      machines.map((one, number) =>
        one.fob([...minting, "deploy", "--replace", "--to", `file:token-${number}`]),
      ),
    );
    expect(ends.map(({ status, stderr }) => [status, stderr.includes("error")])).toEqual(
      ends.map(() => [0, false]),
    );
    const minted = ends.map((one) => dataOf(one).data.id);
    const replaced = new Set(ends.flatMap((one) => dataOf(one).meta.replaces));
    expect(await tokensNamed(machines[0], "deploy")).toEqual(minted.filter((id) => !replaced.has(id)));
    expect(new Set(minted).size - [...replaced].filter((id) => minted.includes(id)).length).toBe(1);
  });

  it("another name, or another login, waits for nobody", async () => {
    const [one, other] = await loggedIn(2);
    const holding = fleet().server.sql("SELECT id FROM fob.entry WHERE kind = 'credential'");
    const taken = fleet().server.holdLock(`fob ${holding}+mint monthly`);
    try {
      await taken.ready;
      const waiting = await one?.fob([...minting, "monthly", "--if-absent", "--timeout", "1s"]);
      expect(waiting).toMatchObject({ status: 11, stdout: "" });
      expect(waiting?.stderr).toContain("Waited too long for another machine");
      expect(await other?.fob([...minting, "weekly", "--if-absent"])).toMatchObject({ status: 0 });
    } finally {
      await taken.release();
    }
    expect(await tokensNamed(one, "monthly")).toEqual([]);
  });

  it("mints nothing while the database is away", async () => {
    const [one] = await loggedIn(1);
    await fleet().server.stop("orderly");
    try {
      const refused = await one?.fob([...minting, "yearly", "--if-absent", "--timeout", "3s"]);
      expect(refused).toMatchObject({ status: 9, stdout: "" });
    } finally {
      await fleet().server.start();
    }
    expect(await tokensNamed(one, "yearly")).toEqual([]);
  });
});
