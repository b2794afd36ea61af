import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Called } from "../support/cli.ts";
import { describeNeeds } from "../support/needs.ts";
import { postgresMissing } from "../support/postgres.ts";
import { type Runner, useRunners } from "../support/runners.ts";

const quick = ["--timeout", "2s"];
/** For what goes on after it has waited for the database. */
const patient = ["--timeout", "25s"];
const warning =
  /^warning: The shared database is away; this machine's copy of the login is used\. It is less than a minute old and ends 20\S+Z\.$/m;

describeNeeds(postgresMissing(), "while the shared database is away", () => {
  const fleet = useRunners();
  const folderOf = ({ home }: Runner) => join(home, ".config", "fob", "offline");
  const copiesOf = (one: Runner) => (existsSync(folderOf(one)) ? readdirSync(folderOf(one)) : []);
  const login = async (more = {}) => {
    const one = fleet().runner(more);
    await fleet().login(one, "amity");
    return one;
  };
  async function away<T>(work: () => Promise<T>): Promise<T> {
    await fleet().server.stop("orderly");
    try {
      return await work();
    } finally {
      await fleet().server.start();
    }
  }
  const refused = { status: 9, stdout: "" };

  it("a copy is made and used only where --offline-ok asks for it, and says so", async () => {
    const one = await login();
    const { stdout } = await one.fob(["token", "print"]);
    expect(copiesOf(one)).toEqual([]);
    await away(async () =>
      expect(await one.fob(["token", "print", "-p", "amity", "--offline-ok", ...quick])).toMatchObject(
        refused,
      ),
    );
    expect(await one.fob(["token", "print", "--offline-ok"])).toEqual({
      status: 0,
      stdout,
      stderr: "Token of amity (chosen by: only)\n",
    });
    expect(copiesOf(one)).toHaveLength(1);
    await one.fob(["token", "print", "-p", "amity", "--offline-ok"]);
    expect(copiesOf(one)).toHaveLength(2);
    for (const name of copiesOf(one)) {
      const path = join(folderOf(one), name);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(readFileSync(path, "utf8")).not.toContain(stdout.trim());
    }
    await away(async () => {
      const used = await one.fob(["token", "print", "-p", "amity", "--offline-ok", ...patient]);
      expect(used).toMatchObject({ status: 0, stdout });
      expect(used.stderr).toMatch(warning);
      expect(await one.fob(["token", "print", "-p", "amity", ...quick])).toMatchObject(refused);
      const unnamed = await one.fob(["token", "print", "--offline-ok", ...quick]);
      expect(unnamed).toMatchObject(refused);
      expect(unnamed.stderr).toContain("Name the login whose copy is to be used: --profile NAME");
    });
  });

  it("every command that uses a token may, none that gets or ends one does, and the copy is no other's", async () => {
    const env = { FOB_OFFLINE_OK: "1", FOB_PROFILE: "amity" };
    const one = await login();
    const { stdout } = await one.fob(["token", "print"], { env });
    const before = fleet().server.sql("SELECT kind, id, version FROM fob.entry ORDER BY 1");
    const answers = await away(async () => {
      const call = (...args: string[]): Promise<Called> => one.fob([...args, ...quick], { env });
      const on = (...args: string[]) => one.fob([...args, ...patient], { env });
      const asJson = await on("whoami", "--json");
      return {
        print: await on("token", "print"),
        exec: await one.fob(["exec", ...patient, "--", "sh", "-c", "echo runs >&2; echo $FOB_TOKEN"], {
          env,
        }),
        api: await on("api", "GET", "/api/v3/sessions"),
        whoami: { status: asJson.status, ...JSON.parse(asJson.stdout) },
        others: await Promise.all([
          call("login", "amity", "--base-url", fleet().sandbox.url("amity")),
          call("logout", "amity"),
          call("token", "machine", "--jwt"),
          call("profile", "rename", "amity", "ours"),
          call("profile", "show", "amity"),
        ]),
        elsewhere: (
          await fleet()
            .runner()
            .fob(["token", "print", ...quick], { env })
        ).status,
        otherDatabase: await one.fob(["token", "print", ...quick], {
          env: { ...env, FOB_STORE_URL: fleet().server.url("admin") },
        }),
      };
    });
    expect(answers.print).toMatchObject({ status: 0, stdout });
    expect(answers.exec).toMatchObject({ status: 0, stdout });
    expect(answers.exec.stderr).toMatch(new RegExp(`${warning.source}\nruns$`, "m"));
    expect(answers.api.status).not.toBe(9);
    expect(answers.whoami).toMatchObject({
      status: 0,
      data: { profile: "amity", state: "active", verified: true, source: "offline_copy" },
      warnings: [{ code: "offline_copy" }],
    });
    expect(answers.others.map(({ status }) => status)).toEqual([9, 9, 9, 9, 9]);
    expect(answers.elsewhere).toBe(9);
    expect(answers.otherDatabase).toMatchObject(refused);
    expect(fleet().server.sql("SELECT kind, id, version FROM fob.entry ORDER BY 1")).toBe(before);
  });

  it("a copy goes with what it is a copy of, whoever reads or ends that", async () => {
    const env = { FOB_OFFLINE_OK: "1", FOB_PROFILE: "amity" };
    const [one, other] = [await login(), fleet().runner()];
    const copied = async () => {
      await one.fob(["token", "print"], { env });
      return copiesOf(one).length;
    };
    expect(await copied()).toBe(2);
    // The same entries again: nothing to do.
    await one.fob(["token", "print", "-p", "amity"]);
    expect(copiesOf(one)).toHaveLength(2);
    await fleet().login(other, "amity");
    await one.fob(["token", "print", "-p", "amity"]);
    expect(copiesOf(one)).toEqual([]);
    expect(await copied()).toBe(2);
    expect(await one.fob(["logout", "amity"])).toMatchObject({ status: 0 });
    expect(copiesOf(one)).toEqual([]);
  });
});
