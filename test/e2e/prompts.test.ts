import { writeFileSync } from "node:fs";
import { join } from "node:path";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { keys, type Person, startInTerminal } from "../support/pty.ts";
import { createWorld, type World } from "./world.ts";

function person(
  world: World,
  args: readonly string[],
  more: { env?: Readonly<Record<string, string>>; columns?: number } = {},
): Person {
  return startInTerminal(args, { home: world.home, ...more, env: { ...world.env, ...more.env } });
}

/** Where the terminal's user finds the sandbox: the only provider whose address can be answered at a prompt is Babel. */
const at = (world: World) => ["--base-url", world.sandbox.url("productive")];

describe.concurrent("at a terminal", () => {
  it("login asks where, who, the password and the code in one go, and shows no secret", async (test) => {
    const world = await createWorld(test);
    const { email, password, otp } = world.sandbox.accounts.productive.twoFactor;
    const user = person(world, ["login", ...at(world)]);
    await user.sees("Where do you want to log in?");
    user.types(keys.down.repeat(3) + keys.enter);
    await user.sees("E-mail address:");
    user.types(email + keys.enter);
    await user.sees("Password:");
    user.types(password + keys.enter);
    await user.sees("One-time code:");
    user.types(`000000${keys.enter}`);
    await user.sees("refused the code");
    await user.sees("One-time code:");
    user.types(otp + keys.enter);
    await user.sees("Logged in");
    expect(await user.ended).toBe(0);
    expect(user.raw()).not.toContain(password);
    expect(user.raw()).not.toContain(otp);
    expect(user.screen()).not.toMatch(/\*\*/);
    expect(await world.json(["whoami"])).toMatchObject({
      status: 0,
      data: { state: "active", identity: { login: email } },
    });
    expect(world.sandbox.violations()).toEqual([]);
  });

  it("Babel's address is asked for, and an optional key may stay empty", async (test) => {
    const world = await createWorld(test);
    const { userName, password } = world.sandbox.accounts.babel.administrator;
    const user = person(world, ["login", "babel"]);
    await user.sees("Address of your Babel Licensing:");
    user.types(world.sandbox.url("babel") + keys.enter);
    await user.sees("User name:");
    user.types(userName + keys.enter);
    await user.sees("Password:");
    user.types(password + keys.enter);
    await user.sees("leave empty for none");
    user.types(keys.enter);
    await user.sees("Logged in");
    expect(await user.ended).toBe(0);
  });

  it("Ctrl-C at the hidden prompt ends with 130, sends nothing and stores nothing", async (test) => {
    const world = await createWorld(test);
    const before = world.files();
    const user = person(world, ["login", "productive", "--username", "ada@sandbox.example", ...at(world)]);
    await user.sees("Password:");
    user.types(`half-a-pass${keys.ctrlC}`);
    expect(await user.ended).toBe(130);
    expect(user.raw()).not.toContain("half-a-pass");
    expect({ files: world.files(), requests: world.sandbox.requests() }).toEqual({
      files: before,
      requests: [],
    });
  });

  it.for([
    ["Ctrl-C", keys.ctrlC],
    ["Ctrl-D, where the input ends", "\x04"],
  ])("%s at the code leaves a login that waits for it, and says so", async ([, key = ""], test) => {
    const world = await createWorld(test);
    const { email, otp, password } = world.sandbox.accounts.productive.twoFactor;
    const user = person(world, ["login", "productive", "--username", email, ...at(world)]);
    await user.sees("Password:");
    user.types(password + keys.enter);
    await user.sees("One-time code:");
    user.types(key);
    expect(await user.ended).toBe(130);
    expect(user.screen()).toContain("Interrupted: the login waits for its code.");
    expect(user.screen()).toContain("fob otp verify --profile productive");
    expect(user.screen()).not.toContain("nothing was changed");
    const secrets = { FOB_OTP: otp, FOB_PASSWORD: password };
    expect(await world.json(["otp", "verify"], { env: secrets })).toMatchObject({ status: 0 });
  });

  it("ending sessions is asked about: no ends none, yes ends them", async (test) => {
    const world = await createWorld(test);
    await world.login("productive");
    const all = world.sandbox.sessionIds();
    const hesitant = person(world, ["sessions", "revoke", "--others"]);
    await hesitant.sees("End 3 sessions?");
    hesitant.types(`n${keys.enter}`);
    expect(await hesitant.ended).toBe(2);
    expect(hesitant.screen()).toContain("Not confirmed: nothing was ended.");
    expect(world.sandbox.sessionIds()).toEqual(all);
    const bold = person(world, ["sessions", "revoke", "--others"]);
    await bold.sees("End 3 sessions?");
    bold.types(`y${keys.enter}`);
    expect(await bold.ended).toBe(0);
    expect(world.sandbox.sessionIds()).toEqual(all.filter((id) => !["2153", "2154", "2155"].includes(id)));
  });

  it("--pick ends what was picked, and no other", async (test) => {
    const world = await createWorld(test);
    await world.login("productive");
    const user = person(world, ["sessions", "revoke", "--pick"]);
    await user.sees("Which sessions are to end?");
    user.types(`${keys.down} ${keys.enter}`);
    expect(await user.ended).toBe(0);
    expect(world.sandbox.sessionIds()).not.toContain("2154");
    expect(world.sandbox.sessionIds()).toHaveLength(8);
  });

  it("--pick is searched by typing, and what is chosen stays chosen while something else is searched", async (test) => {
    const world = await createWorld(test);
    await world.login("productive");
    const user = person(world, ["sessions", "revoke", "--pick", "--kind", "machine"], { columns: 120 });
    await user.sees("2 of 2 shown");
    user.types("DASH");
    await user.sees("1 of 2 shown");
    user.types(" ");
    await user.sees("1 chosen, 1 of 2 shown");
    user.types("x");
    await user.sees("Nothing matches.");
    user.types("\x1b");
    await user.sees("1 chosen, 2 of 2 shown");
    user.types("night");
    await user.sees("1 chosen, 1 of 2 shown");
    user.types("\x01");
    await user.sees("2 chosen, 1 of 2 shown");
    user.types("\x01ly");
    await user.sees("1 chosen, 1 of 2 shown");
    user.types(keys.enter);
    await user.sees("1 chosen");
    expect(await user.ended).toBe(0);
    expect(world.sandbox.sessionIds()).toContain("2158");
    expect(world.sandbox.sessionIds()).not.toContain("2159");
  });

  it("nothing is asked with --no-input or CI, and where stdin is no terminal", async (test) => {
    const world = await createWorld(test);
    const line = ["login", "productive", "--username", "ada@sandbox.example", ...at(world)];
    const asked = async (args: readonly string[], env = {}) => {
      const user = person(world, args, { env });
      return { status: await user.ended, names: user.screen().includes("--secret password=-") };
    };
    expect([
      await asked([...line, "--no-input"]),
      await asked(line, { CI: "true" }),
      await asked(line, { CI: "1" }),
    ]).toEqual(Array.from({ length: 3 }, () => ({ status: 2, names: true })));
    const user = person(world, line, { env: { CI: "false" } });
    await user.sees("Password:");
    user.types(keys.ctrlC);
    expect(await user.ended).toBe(130);
  });

  for (const columns of [200, 80, 40]) {
    it(`tables fit ${columns} columns and keep ids whole`, async (test) => {
      const world = await createWorld(test);
      await world.login("productive");
      world.sandbox.addSessions(1, {
        name: "a name of many words that goes on and on",
        device: "漢字漢字漢字漢字漢字",
      });
      // On a busy machine the line that says whom fob waits for would stand before it.
      const user = person(world, ["sessions", "list", "--quiet"], { columns });
      expect(await user.ended).toBe(0);
      const lines = user.screen().trimEnd().split("\n");
      expect(lines[0]).toMatch(/^ID +PROFI/);
      expect(lines.slice(1).map((text) => /^\d+/.exec(text)?.[0])).toEqual(world.sandbox.sessionIds());
      expect(Math.max(...lines.map((text) => stringWidth(text)))).toBeLessThanOrEqual(columns);
    });
  }

  it("colours what it says, but not with NO_COLOR, --no-color or a dumb terminal", async (test) => {
    const world = await createWorld(test);
    const coloured = async (env: Readonly<Record<string, string>>, ...flags: readonly string[]) => {
      const user = person(world, ["whoami", ...flags], { env });
      await user.ended;
      return user.raw().includes("\u001b[");
    };
    expect([
      await coloured({}),
      await coloured({ NO_COLOR: "1" }),
      await coloured({}, "--no-color"),
      await coloured({ TERM: "dumb" }),
    ]).toEqual([true, false, false, false]);
  });

  it("a key file's secret and a terminal go together", async (test) => {
    const world = await createWorld(test);
    writeFileSync(join(world.home, "pw"), world.sandbox.accounts.productive.plain.password);
    const user = person(world, ["login", "productive", ...at(world), "--secret", "password=file:pw"]);
    await user.sees("E-mail address:");
    user.types(`ada@sandbox.example${keys.enter}`);
    await user.sees("Logged in as ada@sandbox.example");
    expect(await user.ended).toBe(0);
  });
});
