import { describe, expect, it } from "vitest";
import { logIn } from "../../src/actions/log-in.ts";
import type { LoginRequest } from "../../src/actions/login-plan.ts";
import type { Provider } from "../../src/core/provider.ts";
import { Secret } from "../../src/core/secret.ts";
import { type FakeAppOptions, failing, fakeApp, profileOf, told } from "../support/fake-app.ts";
import { address, ann, credentialOf, grantOf } from "../support/fake-provider.ts";

const plain = { provider: "acme", baseUrl: null, settings: {} };
const granted = (token: string): Pick<Provider, "login"> => ({
  login: async () => ({ kind: "granted", grant: grantOf(token) }),
});

/** An app whose user is ann and gives a password, logged in already where `slots` say so. */
function world(members: Partial<Provider>, more: FakeAppOptions = {}) {
  return fakeApp({ providers: [{ members }], username: "ann", given: { password: "pw-of-ann" }, ...more });
}

const again = (more: Partial<FakeAppOptions> = {}): FakeAppOptions => ({
  profiles: [{ slots: { active: credentialOf("old") } }],
  ...more,
});

describe("a new login", () => {
  it("proves the store, logs in, stores, in this order", async () => {
    const app = world(granted("new"));
    const { profile, waiting } = await logIn(app, plain);
    expect(waiting).toBeNull();
    expect(profile).toEqual(
      profileOf({ ref: "acme-01234567", session: { id: "s-new", expiresAt: null }, identity: ann }),
    );
    expect(app.profiles.get("acme")).toEqual(profile);
    expect(await app.slots("acme")).toEqual({ active: "new", pending: null, pendingRevoke: [] });
    expect(app.events).toEqual(["check keychain", `open acme at ${address}`, "acme login", "write keychain"]);
    expect(app.warnings).toEqual([]);
  });

  it("goes to the profile and store that the call names, and sets no default", async () => {
    const app = world(granted("new"), { selection: { flag: "work" }, storeFlag: "file" });
    await logIn(app, { ...plain, provider: "acme-too", baseUrl: "https://Other.example.com/" });
    expect(app.profiles.get("work")).toMatchObject({
      provider: "acme",
      store: "file",
      baseUrl: "https://other.example.com",
    });
    expect(app.stores.file.items.size).toBe(1);
    expect(app.stores.keychain.items.size).toBe(0);
    expect(await app.preferences.get()).toEqual({
      defaultProfile: null,
      store: null,
      storeUrl: null,
      audit: null,
    });
  });

  it("takes the name of FOB_PROFILE, and neither the project file nor the default", async () => {
    const app = world(granted("new"), {
      selection: { fobProfile: "mine", projectFile: async () => ({ profile: "theirs", path: "/x" }) },
      preferences: { defaultProfile: "other" },
    });
    await logIn(app, plain);
    expect([...app.profiles.keys()]).toEqual(["mine"]);
  });

  it("asks a person for what is missing, and keeps the password to itself", async () => {
    const app = fakeApp({
      providers: [{ members: granted("new"), info: { defaultBaseUrl: null } }],
      terminal: {
        answers: [
          ["Where do you want to log in?", "ACME"],
          ["Address of your ACME", "https://my.example.com"],
          ["User name", "ann"],
          ["Password", "pw-of-ann"],
        ],
      },
    });
    await logIn(app, { ...plain, provider: null });
    expect(app.profiles.get("acme")?.baseUrl).toBe("https://my.example.com");
    expect([...app.stores.keychain.items.values()].join()).not.toContain("pw-of-ann");
    expect(app.redactor.redact("pw-of-ann")).toBe("[secret]");
  });

  it("sends what was given, and asks what is only offered of a person alone", async () => {
    const inputs: unknown[] = [];
    const login: Provider["login"] = async (input) => {
      inputs.push([input.username, Object.keys(input.secrets).sort(), input.settings]);
      return { kind: "granted", grant: grantOf("new") };
    };
    const info = {
      loginFields: [
        { name: "password", label: "Password", need: "required" },
        { name: "apiKey", label: "API key", need: "offered" },
        { name: "serverKey", label: "Server key", need: "taken" },
      ],
      settings: [
        { key: "region", label: "Region", pattern: "us|eu", fallback: "us" },
        { key: "deviceId", label: "Device", pattern: ".+", fallback: { random: true } },
        { key: "userId", label: "User", pattern: ".+" },
      ],
    } as const;
    const settings = { deviceId: "0123456789abcdef0123456789abcdef" };
    const providers = [{ members: { login }, info }];
    const given = { password: "pw-of-ann" };
    await logIn(fakeApp({ providers, username: "ann", given }), { ...plain, settings: { region: "eu" } });
    await logIn(fakeApp({ providers, username: "ann", given: { ...given, serverKey: "sk-123456" } }), plain);
    const answers = [["API key (leave empty for none)", ""]] as const;
    await logIn(fakeApp({ providers, username: "ann", given, terminal: { answers } }), plain);
    expect(inputs).toEqual([
      ["ann", ["password"], { region: "eu", ...settings }],
      ["ann", ["password", "serverKey"], { region: "us", ...settings }],
      ["ann", ["password"], { region: "us", ...settings }],
    ]);
  });
});

describe("what is wrong before anything is sent", () => {
  const needsAddress = [{ members: granted("new"), info: { defaultBaseUrl: null } }];
  const env = { token: new Secret("t-12345678"), provider: "acme", baseUrl: null };
  const differs = (what: string) => `The profile acme is another login: its ${what} differs.`;

  it.each<readonly [string, FakeAppOptions, Partial<LoginRequest>, string, string]>([
    ["no provider", {}, { provider: null }, "input_needed", "No provider is named."],
    ["an unknown provider", {}, { provider: "nosuch" }, "usage", "There is no such provider."],
    ["no user", { username: null }, {}, "input_needed", "User name is missing."],
    ["an empty user", { username: "" }, {}, "usage", "User name is empty."],
    ["a blank user", { username: " \t" }, {}, "usage", "User name is empty."],
    [
      "an empty user beside a token",
      { username: "", given: { token: "pat-12345" } },
      {},
      "usage",
      "User name is empty.",
    ],
    [
      "a blank answer",
      { username: null, terminal: { answers: [["User name", " "]] } },
      {},
      "usage",
      "User name is empty.",
    ],
    ["no password", { given: {} }, {}, "input_needed", "Password is missing."],
    ["no address", { providers: needsAddress }, {}, "input_needed", "ACME has no address of its own."],
    ["an unknown setting", {}, { settings: { zone: "x" } }, "usage", "ACME has no setting zone."],
    [
      "FOB_TOKEN",
      { selection: { env } },
      {},
      "usage",
      "FOB_TOKEN is set: it is a login already, and login would not be used.",
    ],
    [
      "a name that differs from another's in case alone",
      again({ selection: { flag: "Acme" } }),
      {},
      "usage",
      "There is a profile acme already, and Acme differs from it in case alone.",
    ],
    ["a bad profile name", { selection: { flag: "a/b" } }, {}, "usage", "That is not a profile name."],
    [
      "plain http",
      {},
      { baseUrl: "http://api.example.com" } as never,
      "insecure_url",
      "http://api.example.com is not https, and secrets would cross the network in clear.",
    ],
    ["another address", again(), { baseUrl: "https://b.example.com" }, "usage", differs("address")],
    ["another user", again({ username: "bob" }), {}, "usage", differs("user")],
    [
      "another provider",
      again({ providers: [{ members: granted("new") }, { id: "bcme" }], selection: { flag: "acme" } }),
      { provider: "bcme" },
      "usage",
      differs("provider"),
    ],
  ])("%s", async (_, options, request, code, message) => {
    const app = world(granted("new"), options);
    const before = [[...app.profiles], [...app.stores.keychain.items]];
    expect(await told(logIn(app, { ...plain, ...request }))).toMatchObject({ code, message });
    expect(app.events.filter((event) => event.startsWith("acme"))).toEqual([]);
    expect([[...app.profiles], [...app.stores.keychain.items]]).toEqual(before);
  });

  it.each([
    ["locked", "store_locked"],
    ["unavailable", "store_unavailable"],
  ] as const)("a store that is %s", async (kind, code) => {
    const app = world(granted("new"));
    app.stores.keychain.faults.health = { kind, reason: "for a test" };
    const failure = await told(logIn(app, plain));
    expect(failure).toMatchObject({
      code,
      message: `The memory of this test (keychain) ${kind === "locked" ? "is locked" : "cannot be used"}: for a test`,
    });
    expect(failure.hint).toMatch(
      kind === "locked" ? /Unlock it/ : /fob store key.*FOB_STORE_KEY_FILE.*fob store use file.*FOB_TOKEN/,
    );
    expect(app.events).toEqual(["check keychain"]);
  });

  it("names the login that was to be", async () => {
    const app = world({}, { providers: needsAddress, selection: { flag: "work" } });
    await expect(logIn(app, plain)).rejects.toMatchObject({ details: { profile: "work", provider: "acme" } });
  });

  it("names the way to keep both logins", async () => {
    const failure = await told(logIn(world(granted("new"), again({ username: "bob" })), plain));
    expect(failure.hint).toContain("--profile NAME");
  });
});

describe("a login in place of a former one", () => {
  const ends = { logout: async () => "revoked" as const };

  it("replaces it once it is proven, and ends the old session last", async () => {
    const app = world({ ...granted("new"), ...ends }, again());
    const { profile } = await logIn(app, plain);
    expect(await app.slots("acme")).toEqual({ active: "new", pending: null, pendingRevoke: [] });
    expect(profile.ref).toBe("acme-ref");
    expect(app.events.slice(2)).toEqual([
      "acme login",
      "write keychain",
      `open acme at ${address}`,
      "acme logout old",
    ]);
    expect(app.warnings).toEqual([]);
  });

  it("needs no user name nor address again, and takes the name in other capitals", async () => {
    for (const username of [null, "ANN"]) {
      const users: unknown[] = [];
      const login: Provider["login"] = async (input) => {
        users.push(input.username);
        return { kind: "granted", grant: grantOf("new") };
      };
      const app = world({ login }, again({ username }));
      await logIn(app, plain);
      expect(users).toEqual([username ?? "ann"]);
      expect(app.events).toContain(`open acme at ${address}`);
    }
  });

  it("tells the provider whose login the profile has or had", async () => {
    const known: unknown[] = [];
    const login: Provider["login"] = async ({ knownUser }) => {
      known.push(knownUser);
      return { kind: "granted", grant: grantOf("new") };
    };
    const app = world({ login });
    await logIn(app, plain);
    await logIn(app, plain);
    await logIn(world({ login }, { profiles: [{ state: "logged_out" }] }), plain);
    expect(known).toEqual([null, "7", "7"]);
  });

  it("takes the user's e-mail address where the user was known by name", async () => {
    const app = world(granted("new"), again({ username: "Ann@Example.com" }));
    expect((await logIn(app, plain)).waiting).toBeNull();
  });

  it("warns where the old session cannot be ended", async () => {
    const logout = async () => Promise.reject(failing("network", "No way there."));
    const app = world({ ...granted("new"), logout }, again());
    expect((await logIn(app, plain)).waiting).toBeNull();
    expect(await app.slots("acme")).toMatchObject({ active: "new" });
    expect(app.warnings).toEqual([
      { code: "former_session_alive", message: "The former session could not be ended: No way there." },
    ]);
  });

  it("keeps the new login where the address of the old one cannot even be opened", async () => {
    const elsewhere = "https://gone.example.com";
    const app = world(
      { ...granted("new"), ...ends },
      again({ profiles: [{ slots: { active: credentialOf("old", { baseUrl: elsewhere }) } }] }),
    );
    const { openProvider } = app;
    app.openProvider = async (site) =>
      site.baseUrl === elsewhere
        ? Promise.reject(failing("local_io", "Its CA file is gone."))
        : openProvider(site);
    await logIn(app, plain);
    expect(await app.slots("acme")).toMatchObject({ active: "new" });
    expect(app.events.filter((event) => event.startsWith("acme"))).toEqual(["acme login"]);
    expect(app.warnings).toMatchObject([{ code: "former_session_alive" }]);
  });

  it.each<readonly [string, FakeAppOptions]>([
    ["was given to fob", again({ profiles: [{ slots: { active: credentialOf("old", { given: true }) } }] })],
    [
      "was ended by the login itself",
      again({
        providers: [{ members: { ...granted("new"), ...ends }, info: { loginEndsFormerSession: true } }],
      }),
    ],
    ["has no server that ends it", again({ providers: [{ members: granted("new") }] })],
  ])("ends no session that %s", async (_, options) => {
    const app = world({ ...granted("new"), ...ends }, options);
    await logIn(app, plain);
    expect(app.events.filter((event) => event.startsWith("acme"))).toEqual(["acme login"]);
  });

  const inSession = (token: string, sessionId: string, secrets = {}) => {
    const { secrets: own, ...rest } = credentialOf(token, { details: { sessionId } });
    return { ...rest, secrets: { ...own, ...secrets } };
  };
  const apiKey = new Secret("key-of-ann");
  it.each([
    ["the same token and session", inSession("t", "9"), inSession("t", "9"), false],
    ["the same token, of a session unknown", credentialOf("t"), credentialOf("t"), false],
    ["a new token of the same session", inSession("t", "9"), inSession("u", "9"), false],
    ["a new token, of a session unknown", credentialOf("t"), credentialOf("u"), true],
    ["a new token of another session", inSession("t", "9"), inSession("u", "8"), true],
    [
      "another token beside the same API key",
      inSession("t", "9", { apiKey }),
      inSession("u", "8", { apiKey }),
      true,
    ],
    [
      "the same text at another address",
      credentialOf("t", { baseUrl: "https://true.example.com" }),
      credentialOf("t"),
      true,
    ],
  ])(
    "where the server answers with %s, ends the old one, or what waits to be: %j",
    async (_, old, credential, ends_) => {
      const members = {
        login: async () => ({ kind: "granted", grant: { ...grantOf("new"), credential } }) as const,
        ...ends,
      };
      const inUse = world(members, again({ profiles: [{ slots: { active: old } }] }));
      await logIn(inUse, plain);
      expect(inUse.events.some((event) => event.startsWith("acme logout"))).toBe(ends_);
      const slots = { pendingRevoke: [old] };
      const waiting = world(members, { profiles: [{ state: "logged_out", slots, pendingRevokes: 1 }] });
      const { profile } = await logIn(waiting, plain);
      expect((await waiting.slots("acme")).pendingRevoke).toEqual(ends_ ? ["t"] : []);
      expect(profile.pendingRevokes).toBe(ends_ ? 1 : 0);
      const unkept = world(members, again({ profiles: [{ slots: { active: old } }] }));
      unkept.faults.put = failing("local_io");
      expect(await told(logIn(unkept, plain))).toMatchObject({ code: "local_io" });
      expect(unkept.events.some((event) => event.startsWith("acme logout"))).toBe(ends_);
    },
  );

  it("leaves the old login as it was when the new one is refused", async () => {
    const login = async () => Promise.reject(failing("bad_credentials"));
    const app = world({ login, ...ends }, again());
    expect(await told(logIn(app, plain))).toMatchObject({
      code: "bad_credentials",
      message: "bad_credentials",
    });
    expect(await app.slots("acme")).toMatchObject({ active: "old" });
    expect(app.profiles.get("acme")).toEqual(profileOf());
  });

  it("ends the new session where it is another user's, and stores nothing", async () => {
    const bob = { ...ann, id: "8" };
    const login: Provider["login"] = async () => ({
      kind: "granted",
      grant: { ...grantOf("new"), identity: bob },
    });
    const app = world({ login, ...ends }, again());
    expect(await told(logIn(app, plain))).toMatchObject({
      code: "usage",
      message: "The profile acme is another login: its user differs.",
    });
    expect(app.events.at(-1)).toBe("acme logout new");
    expect(await app.slots("acme")).toMatchObject({ active: "old" });
    expect(app.profiles.get("acme")).toEqual(profileOf());
  });

  it("ends the old session at the address it was got from, whatever the record says", async () => {
    const old = credentialOf("old", { baseUrl: "https://true.example.com" });
    const app = world({ ...granted("new"), ...ends }, again({ profiles: [{ slots: { active: old } }] }));
    await logIn(app, plain);
    expect(app.events.slice(-2)).toEqual(["open acme at https://true.example.com", "acme logout old"]);
  });

  it("keeps what waits to be ended", async () => {
    const slots = { active: credentialOf("old"), pendingRevoke: [credentialOf("older")] };
    const app = world({ ...granted("new"), ...ends }, again({ profiles: [{ slots, pendingRevokes: 1 }] }));
    const { profile } = await logIn(app, plain);
    expect(await app.slots("acme")).toEqual({ active: "new", pending: null, pendingRevoke: ["older"] });
    expect(profile.pendingRevokes).toBe(1);
  });

  it("moves to another store, and ends and forgets what the former one held", async () => {
    const app = world({ ...granted("new"), ...ends }, again({ storeFlag: "file" }));
    const { profile } = await logIn(app, plain);
    expect(profile.store).toBe("file");
    expect([app.stores.keychain.items.size, app.stores.file.items.size]).toEqual([0, 1]);
    expect(app.events.slice(3)).toEqual([
      "write file",
      "delete keychain",
      `open acme at ${address}`,
      "acme logout old",
    ]);
  });

  it("leaves a store that no longer opens, and says what stays there", async () => {
    const app = world(granted("new"), again({ storeFlag: "file" }));
    app.stores.keychain.faults.read = { kind: "locked", reason: "for a test" };
    app.stores.keychain.faults.delete = failing("store_locked");
    await logIn(app, plain);
    expect(await app.slots("acme")).toMatchObject({ active: "new" });
    expect(app.warnings).toEqual([
      {
        code: "former_secret_kept",
        message:
          "The former secret stays in keychain: The memory of this test (keychain) is locked: for a test",
      },
    ]);
    expect(app.stores.keychain.items.size).toBe(1);
  });

  it("leaves what it could not read in the former store, as it says", async () => {
    const app = world(granted("new"), again({ storeFlag: "file" }));
    app.stores.keychain.items.set("acme-ref", "of a later fob");
    await logIn(app, plain);
    expect(app.warnings.map(({ code }) => code)).toEqual(["former_secret_kept"]);
    expect([...app.stores.keychain.items]).toEqual([["acme-ref", "of a later fob"]]);
  });
});

describe("a login that cannot be stored", () => {
  const ends = { logout: async () => "revoked" as const };

  it.each([
    ["new", {}, []],
    ["again", again(), ["old"]],
  ] as const)("is ended at the server, and the store is as before: %s", async (_, options, tokens) => {
    const app = world({ ...granted("new"), ...ends }, options);
    app.stores.keychain.faults.write = failing("store_locked");
    expect(await told(logIn(app, plain))).toMatchObject({ code: "store_locked", message: "store_locked" });
    expect(app.events.at(-1)).toBe("acme logout new");
    const { active } = await app.slots("acme");
    expect([active].filter((token) => token !== null)).toEqual(tokens);
  });

  it.each([
    ["new", {}, null],
    ["again", again(), "old"],
    ["in another store", again({ storeFlag: "file" }), "old"],
  ] as const)("leaves no secret without its record: %s", async (_, options, active) => {
    const app = world({ ...granted("new"), ...ends }, options);
    app.faults.put = failing("local_io");
    expect(await told(logIn(app, plain))).toMatchObject({ code: "local_io", message: "local_io" });
    expect(app.events.at(-1)).toBe("acme logout new");
    const stored = [...app.stores.keychain.items.values(), ...app.stores.file.items.values()];
    expect(stored.filter((text) => text.includes('"new"'))).toEqual([]);
    expect((await app.slots("acme")).active).toBe(active);
    expect(stored).toHaveLength(active === null ? 0 : 1);
  });

  it("is told of where it cannot be ended either", async () => {
    const logout = async () => Promise.reject(failing("network"));
    const app = world({ ...granted("new"), logout });
    app.stores.keychain.faults.write = failing("store_locked");
    expect(await told(logIn(app, plain))).toMatchObject({ code: "store_locked", message: "store_locked" });
    expect(app.warnings).toEqual([
      {
        code: "session_left",
        message: "The new session s-new could not be stored, nor ended at the server.",
      },
    ]);
  });
});

describe("a login by a token that exists", () => {
  const adopted = (more = {}): Partial<Provider> => ({
    adopt: async () => ({ ...grantOf("pat"), credential: credentialOf("pat", { given: true }), ...more }),
    logout: async () => "revoked",
  });

  it("is proven and stored as given, and asks for no password", async () => {
    const app = world(adopted(), { given: { token: "pat-12345" } });
    const { profile } = await logIn(app, plain);
    expect(profile).toMatchObject({ given: true, state: "active" });
    expect(app.events.slice(2)).toEqual(["acme adopt", "write keychain"]);
  });

  const someone = { id: "7", login: null, name: null, email: null };
  it.each([
    ["the login's name", "ANN", ann],
    ["the e-mail address", "Ann@Example.com", ann],
    ["the name", "Ann Example", { ...ann, name: "Ann Example" }],
    ["the id", "7", ann],
    ["with a domain before it", "CORP\\ann", { ...ann, email: null }],
    ["without its domain", "ann", { ...someone, login: "CORP\\Ann" }],
    ["with the domain of its address", "ann@corp.example", { ...ann, email: null }],
    ["of whom nothing is told", "bob", { ...someone, id: null }],
  ])("is taken by %s", async (_, username, identity) => {
    const app = world(adopted({ identity }), { username, given: { token: "pat-12345" } });
    expect((await logIn(app, plain)).waiting).toBeNull();
    expect(app.warnings).toEqual([]);
  });

  it.each([
    ["another name", "bob", ann, "The token is ann's, not bob's."],
    [
      "another domain",
      "CORP\\ann",
      { ...someone, login: "LAB\\ann" },
      "The token is LAB\\ann's, not CORP\\ann's.",
    ],
    [
      "another's address",
      "ann@b.example",
      { ...someone, email: "ann@a.example" },
      "The token is ann@a.example's, not ann@b.example's.",
    ],
  ])("is refused by %s, and nothing is stored", async (_, username, identity, message) => {
    const app = world(adopted({ identity }), { username, given: { token: "pat-12345" } });
    expect(await told(logIn(app, plain))).toMatchObject({
      code: "refused",
      message,
      hint: "Check the token and the user name (--username or FOB_USERNAME), which may be left out.",
    });
    expect([app.profiles.size, app.stores.keychain.items.size]).toEqual([0, 0]);
  });

  it("is taken with a warning where only an id is known of who owns it", async () => {
    const app = world(adopted({ identity: someone }), { username: "bob", given: { token: "pat-12345" } });
    expect((await logIn(app, plain)).waiting).toBeNull();
    expect(app.warnings).toEqual([
      {
        code: "owner_unknown",
        message: "The provider tells the token's owner by 7 alone: whether that is bob is not known.",
      },
    ]);
  });

  it("is not ended when it cannot be stored", async () => {
    const app = world(adopted(), { given: { token: "pat-12345" } });
    app.stores.keychain.faults.write = failing("store_locked");
    expect(await told(logIn(app, plain))).toMatchObject({ code: "store_locked", message: "store_locked" });
    expect(app.events).not.toContain("acme logout pat");
  });

  it.each([
    ["another", "s-former", true],
    ["the same", "s-pat", false],
    ["one whose session is not known", null, false],
  ])("warns of the given token whose place it takes: %s", async (_, id, isNamed) => {
    const session = { id, expiresAt: null };
    const slots = { active: credentialOf("former", { given: true }) };
    const members = { ...adopted(), revokeSession: async () => "revoked" as const };
    const app = world(members, {
      given: { token: "pat-12345" },
      profiles: [{ given: true, session, slots }],
    });
    await logIn(app, plain);
    const message =
      "The token that acme held was given to fob, so its session lives on. To end it: fob sessions revoke s-former --profile acme";
    expect(app.warnings).toEqual(isNamed ? [{ code: "session_lives_on", message }] : []);
    expect(app.events).not.toContain("acme logout former");
  });

  it.each([
    [["username"], "Give it with --username NAME."],
    [["username", "userId"], "Give it with --username NAME, or its id with --set userId=ID."],
  ] as const)("wants a name beside a token that names nobody: %j", async (needsOneOf, hint) => {
    const providers = [{ members: adopted(), info: { tokenLogin: { label: "Token", needsOneOf } } }];
    const app = fakeApp({ providers, given: { token: "pat-12345" } });
    expect(await told(logIn(app, plain))).toMatchObject({
      code: "input_needed",
      message: "User name is missing.",
      hint,
    });
    await logIn(fakeApp({ providers, given: { token: "pat-12345" }, username: "ann" }), plain);
  });

  it("is refused where the API takes none", async () => {
    const app = world(adopted(), { given: { token: "pat-12345" } });
    const [definition] = app.providers;
    Object.assign(definition?.info.capabilities.token_login ?? {}, { supported: false });
    expect(await told(logIn(app, plain))).toMatchObject({ code: "unsupported", message: "ACME: Yes." });
    expect(app.events).not.toContain("acme adopt");
  });
});
