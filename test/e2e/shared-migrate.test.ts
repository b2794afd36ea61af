import { afterAll, beforeAll, expect, it } from "vitest";
import type { Called } from "../support/cli.ts";
import { type Keyring, keyringMissing, startKeyring } from "../support/keyring.ts";
import { describeNeeds } from "../support/needs.ts";
import { postgresMissing } from "../support/postgres.ts";
import { type Runner, useRunners } from "../support/runners.ts";

const migrate = (from: string, to: string) => ["store", "migrate", "--from", from, "--to", to, "--json"];
const dataOf = ({ stdout }: Called) => JSON.parse(stdout).data;
const moved = (profile: string) => ({ profile, result: "moved", error: null });

describeNeeds(
  postgresMissing() ?? keyringMissing(),
  "moving between a keychain and the shared database",
  () => {
    const fleet = useRunners();
    let keyring: Keyring;
    beforeAll(async () => {
      keyring = await startKeyring();
    });
    afterAll(() => keyring.stop());

    /** A desktop that knows the database: its own logins are in its keychain. */
    function desktop(): Runner {
      const { DBUS_SESSION_BUS_ADDRESS = "", XDG_RUNTIME_DIR = "" } = keyring.env;
      return fleet().runner({ FOB_STORE: "", DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR });
    }
    const print = (one: Runner, profile = "amity") => one.fob(["token", "print", "-p", profile]);
    const entries = () => fleet().server.sql("SELECT kind, id FROM fob.entry ORDER BY 1");
    /** What befalls each write of a login's secrets in the database; the check of the store passes. */
    const befall = (what: string) =>
      fleet().server.sql(`CREATE FUNCTION fob.befall() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${what} END $$;
      CREATE TRIGGER befall BEFORE INSERT ON fob.entry FOR EACH ROW WHEN (new.kind = 'credential')
      EXECUTE FUNCTION fob.befall()`);
    const loggedIn = async () => {
      const one = desktop();
      await fleet().login(one, "amity");
      return [one, (await print(one)).stdout, keyring.accounts()] as const;
    };
    const emptied = async (one: Runner) => {
      expect(await one.fob(["logout", "--all"])).toMatchObject({ status: 0 });
      expect(keyring.accounts()).toEqual([]);
    };

    it("there and back, each time in one place alone, under the same name", async () => {
      const [one, token, accounts] = await loggedIn();
      expect(accounts).toHaveLength(1);
      expect(entries()).toBe("");
      expect(dataOf(await one.fob(migrate("keychain", "postgres")))).toEqual([moved("amity")]);
      expect(keyring.accounts()).toEqual([]);
      expect(entries()).toMatch(/^credential\|amity-[0-9a-f]{8}\nprofile\|amity$/);
      expect(await print(fleet().runner())).toMatchObject({ status: 0, stdout: token });
      expect(await print(one)).toMatchObject({ status: 0, stdout: token });
      expect(dataOf(await one.fob(migrate("postgres", "keychain")))).toEqual([moved("amity")]);
      expect(entries()).toBe("");
      expect(keyring.accounts()).toEqual(accounts);
      expect(await print(one)).toMatchObject({ status: 0, stdout: token });
      expect(await print(fleet().runner())).toMatchObject({ status: 2, stdout: "" });
      await emptied(one);
    });

    it.each<readonly [string, string]>([
      ["fails", "RAISE EXCEPTION 'no'"],
      ["is passed over", "RETURN NULL"],
      ["comes out as another", "new.sealed := replace(new.sealed, 'nonce', 'ecnon'); RETURN new"],
    ])("a write into the database that %s leaves the login in the keychain", async (_, what) => {
      const [one, token, accounts] = await loggedIn();
      befall(`${what};`);
      const refused = await one.fob(migrate("keychain", "postgres"));
      expect(refused.status).toBe(3);
      expect(dataOf(refused)).toMatchObject([{ profile: "amity", result: "failed" }]);
      expect(keyring.accounts()).toEqual(accounts);
      expect(await print(one)).toMatchObject({ status: 0, stdout: token });
      expect(await print(fleet().runner())).toMatchObject({ status: 2, stdout: "" });
      await emptied(one);
    });

    it("a keychain that is locked, or a database that is away: 9, and everything is where it was", async () => {
      const [one, token, accounts] = await loggedIn();
      await fleet().server.stop("orderly");
      try {
        const refused = await one.fob([...migrate("keychain", "postgres"), "--timeout", "2s"]);
        expect(refused).toMatchObject({ status: 9, stdout: "" });
      } finally {
        await fleet().server.start();
      }
      expect(keyring.accounts()).toEqual(accounts);
      expect(await one.fob(migrate("keychain", "postgres"))).toMatchObject({ status: 0 });
      const before = entries();
      keyring.lock();
      expect(await one.fob(migrate("postgres", "keychain"))).toMatchObject({ status: 9, stdout: "" });
      expect(entries()).toBe(before);
      expect(await print(fleet().runner())).toMatchObject({ status: 0, stdout: token });
    });
  },
);
