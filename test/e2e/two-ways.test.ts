import { renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { builtProgram } from "../support/built-program.ts";
import type { Called } from "../support/cli.ts";
import { keyringMissing, startKeyring } from "../support/keyring.ts";
import { itNeeds } from "../support/needs.ts";
import { plainLogin, settled, type World, withWorld } from "./world.ts";

/** Node's own way to start the same code by its whole parser, without the short ways. */
function inFull(): readonly string[] {
  const main = join(dirname(builtProgram()), "../dist/main.cjs");
  return ["-e", `require(${JSON.stringify(main)}).mainInFull(process).then((s) => process.exit(s))`, "fob"];
}

const works = builtProgram().endsWith(".js");

interface State {
  readonly is: string;
  /** All of them, where it does not say. */
  readonly lines?: readonly string[];
  make(world: World): Promise<void> | void;
}

/** What is answered without the program, as long as nothing is unusual. */
const quickLines = [
  "whoami --offline",
  "whoami --offline --json --quiet --profile work",
  "token print",
  "token print --quiet -p work",
  "token print --store file",
];

const lines = [
  ...quickLines,
  "--version",
  "-V",
  "--help",
  "help",
  "-h",
  "whoami --offline --all",
  "whoami --offline --profile nobody --json",
  "whoami --offline --store keychain",
  "whoami --offline --config-dir .config/fob",
  "whoami --offline --store nothing",
  "whoami --offline --timeout never",
  "token print --format header -p work",
  "token print --format env --profile home",
  "token print --format json --jsonl",
  "token print --json",
  "token print --format nothing",
  "token print --profile ../x",
  "profile list --json",
];

const states: readonly State[] = [
  { is: "no login", make: () => {} },
  { is: "one login", make: ({ login }) => login("productive") },
  {
    is: "two logins",
    async make({ login }) {
      await Promise.all([login("productive", "work"), login("babel", "home")]);
    },
  },
  {
    is: "a project's login",
    async make({ login, home }) {
      await Promise.all([login("pixwel", "work"), login("amity", "home")]);
      writeFileSync(join(home, ".fob.json"), '{"profile":"home","more":1}');
    },
  },
  ...(["pixwel", "amity", "babel"] as const).map((provider) => ({
    is: `one login at ${provider}`,
    lines: quickLines,
    make: ({ login }: World) => login(provider, "work"),
  })),
  {
    is: "a default among two logins",
    lines: quickLines,
    async make({ login, fob }) {
      await Promise.all([login("productive", "work"), login("babel", "home")]);
      await fob(["profile", "use", "home"]);
    },
  },
  {
    is: "a default that is gone",
    lines: quickLines,
    async make({ login, fob, home }) {
      await Promise.all([login("productive", "work"), login("babel", "home")]);
      await fob(["profile", "use", "home"]);
      rmSync(join(home, ".config/fob/profiles/home.json"));
    },
  },
  {
    is: "no audit log wanted",
    lines: quickLines,
    async make({ login, fob }) {
      await login("amity", "work");
      await fob(["audit", "off"]);
    },
  },
  {
    is: "damaged preferences",
    lines: quickLines,
    async make({ login, home }) {
      await login("productive", "work");
      writeFileSync(join(home, ".config/fob/config.json"), '{"defaultProfile":7}', { mode: 0o600 });
    },
  },
  {
    is: "a login whose name has letters beyond ASCII",
    lines: quickLines,
    async make({ login, home }) {
      await login("productive", "work");
      const record = join(home, ".config/fob/profiles/work.json");
      const { default: profile } = await import(record, { with: { type: "json" } });
      const identity = { ...profile.identity, name: "Ada \u{202e}L\u00f6v\u{1f600}" };
      writeFileSync(record, JSON.stringify({ ...profile, identity }));
    },
  },
  {
    is: "a record that is a link",
    lines: quickLines,
    async make({ login, home }) {
      await login("productive", "work");
      const record = join(home, ".config/fob/profiles/work.json");
      renameSync(record, join(home, "elsewhere.json"));
      symlinkSync(join(home, "elsewhere.json"), record);
    },
  },
  {
    is: "a login whose record is damaged",
    async make({ login, home }) {
      await login("productive", "work");
      writeFileSync(join(home, ".config/fob/profiles/work.json"), "{");
    },
  },
  {
    is: "a login whose secret is damaged",
    async make({ login, home, files }) {
      await login("productive", "work");
      const secret = Object.keys(files()).find((name) => name.endsWith(".enc")) ?? "";
      writeFileSync(join(home, secret), "{");
    },
  },
  {
    is: "a login that has expired",
    async make({ login, home }) {
      await login("productive", "work");
      const record = join(home, ".config/fob/profiles/work.json");
      const { default: profile } = await import(record, { with: { type: "json" } });
      const session = { ...profile.session, expiresAt: "2001-01-01T00:00:00.000Z" };
      writeFileSync(record, JSON.stringify({ ...profile, session }));
    },
  },
];

const envs: readonly Readonly<Record<string, string>>[] = [
  {},
  { FOB_PROFILE: "work" },
  { FOB_TOKEN: "made-up-token", FOB_PROVIDER: "productive" },
  { FOB_TOKEN: "made-up-token" },
  { FOB_STORE_KEY_FILE: "/nowhere/at/all" },
  { FORCE_COLOR: "1", FOB_DEBUG: "1" },
  { FOB_PROFILE: "home", FOB_STORE: "file" },
  { FOB_STORE: "nothing" },
  { FOB_PASSWORD: "example" },
];

/** The audit log tells of each print; nothing else is written. */
function withoutLog({ files }: World) {
  return Object.entries(files()).filter(([name]) => !name.includes("/audit/"));
}

function plain({ status, stdout, stderr }: Called) {
  return { status, stdout: settled(stdout), stderr: settled(stderr) };
}

it.runIf(works).each(states)(
  "a plain call answers as by the whole parser, byte for byte: $is",
  async ({ is, lines: some = lines, make }) => {
    await withWorld(async (world) => {
      await make(world);
      const before = withoutLog(world);
      for (const [at, line] of some.entries()) {
        // Another variable for each line in each state.
        const env = envs[(at + is.length) % envs.length] ?? {};
        const args = line.split(" ");
        const [short, long] = await Promise.all([
          world.fob(args, { env }),
          world.fob(args, { env, instead: inFull() }),
        ]);
        expect({ line, env, ...plain(short) }).toEqual({ line, env, ...plain(long) });
      }
      expect(withoutLog(world)).toEqual(before);
    });
  },
  120_000,
);

it.runIf(works)("tells the audit log of a token in both ways alike", async () => {
  await withWorld(async ({ fob, login }) => {
    await login("productive", "work");
    for (const instead of [undefined, undefined, inFull(), undefined, inFull()])
      await fob(["token", "print"], instead === undefined ? {} : { instead });
    const { data } = JSON.parse((await fob(["audit", "list", "--json"])).stdout);
    const told = data.filter(({ action }: { action: string }) => action === "print");
    const plainly = told.map(({ seq: _, time: __, prev: ___, ...more }: Record<string, unknown>) => more);
    expect(plainly).toHaveLength(5);
    expect(plainly).toEqual(plainly.map(() => plainly[0]));
    expect((await fob(["audit", "verify"])).status).toBe(0);
  });
});

const tokens = ["token print", "token print --quiet -p productive", "token print --store keychain"];

describe.runIf(works)("with a real keychain", () => {
  itNeeds(
    keyringMissing(),
    "a token from the keychain is printed as by the whole parser, whatever has become of the keychain",
    async () => {
      const keyring = await startKeyring();
      const { DBUS_SESSION_BUS_ADDRESS = "", XDG_RUNTIME_DIR = "" } = keyring.env;
      const env = {
        DBUS_SESSION_BUS_ADDRESS,
        XDG_RUNTIME_DIR,
        FOB_STORE: "keychain",
        FOB_STORE_KEY_FILE: "",
      };
      try {
        await withWorld(async (world) => {
          const { args, stdin } = plainLogin(world.sandbox, "productive");
          await world.fob(args, { stdin, env });
          const compare = async (is: string, status: number) => {
            for (const line of tokens) {
              const [short, long] = await Promise.all([
                world.fob(line.split(" "), { env }),
                world.fob(line.split(" "), { env, instead: inFull() }),
              ]);
              expect({ is, line, ...plain(short) }).toEqual({ is, line, ...plain(long), status });
            }
          };
          await compare("open", 0);
          keyring.lock();
          await compare("locked", 9);
          await keyring.restart("unlocked");
          await compare("started again", 0);
          const [account = ""] = keyring.accounts();
          keyring.store("{}", "service", "fob", "username", account);
          await compare("holding a value that is none of ours", 10);
          await keyring.restart("locked");
          await compare("started again, and closed", 9);
        });
      } finally {
        await keyring.stop();
      }
    },
  );
});
