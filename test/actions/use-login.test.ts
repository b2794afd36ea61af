import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { chooseTarget } from "../../src/actions/target.ts";
import { openLogin, withLogin } from "../../src/actions/use-login.ts";
import type { App } from "../../src/core/app.ts";
import type { Credential } from "../../src/core/credential.ts";
import { emptySlots } from "../../src/core/credential.ts";
import type { Provider } from "../../src/core/provider.ts";
import { envLogin, type FakeAppOptions, failing, fakeApp, profileOf, told } from "../support/fake-app.ts";
import { address, credentialOf, grantOf, tokenOf } from "../support/fake-provider.ts";

const now = "2026-01-01T00:00:00Z";
const at = (time: string) => ({ expiresAt: new Date(`2026-01-01T${time}Z`) });
const renewing: Partial<Provider> = { renew: async () => grantOf("fresh") };

function world(active: Credential, members: Partial<Provider> = renewing, more: FakeAppOptions = {}) {
  return fakeApp({ providers: [{ members }], profiles: [{ slots: { active } }], now, ...more });
}

const open = async (app: App) => tokenOf((await openLogin(app, await chooseTarget(app))).credential);

describe("a login that is opened", () => {
  it.each<readonly [string, Partial<Credential>, string]>([
    ["never ends", { expiresAt: null }, "old"],
    ["ends in five minutes", at("00:05:00"), "old"],
    ["ends in less", at("00:04:59.999"), "fresh"],
    ["ends now", at("00:00:00"), "fresh"],
    ["has ended", { expiresAt: new Date("2025-12-31T23:59:59Z") }, "fresh"],
  ])("that %s is the %s one", async (_, credential, expected) => {
    const app = world(credentialOf("old", credential));
    expect(await open(app)).toBe(expected);
    expect(await app.slots("acme")).toEqual({ active: expected, pending: null, pendingRevoke: [] });
    const renewed = expected === "fresh" ? [`acme renew old`, "write keychain"] : [];
    expect(app.events).toEqual([`open acme at ${address}`, ...renewed]);
  });

  it("keeps, when renewed, what else is stored, and notes the new session", async () => {
    const slots = {
      active: credentialOf("old", at("00:01:00")),
      pending: credentialOf("half"),
      pendingRevoke: [credentialOf("older")],
    };
    const app = world(credentialOf("x"), renewing, { profiles: [{ pendingRevokes: 1, slots }] });
    await open(app);
    expect(await app.slots("acme")).toEqual({ active: "fresh", pending: "half", pendingRevoke: ["older"] });
    expect(app.profiles.get("acme")).toEqual(
      profileOf({ pendingRevokes: 1, session: { id: "s-fresh", expiresAt: null } }),
    );
  });

  it("is used as it is where the API renews nothing", async () => {
    expect(await open(world(credentialOf("old", at("00:01:00")), {}))).toBe("old");
  });

  it("is used while it lives where it cannot be renewed yet, with a warning", async () => {
    const app = world(credentialOf("old", at("00:01:00")), {
      renew: () => Promise.reject(failing("network", "No way.")),
    });
    expect(await open(app)).toBe("old");
    expect(app.warnings).toEqual([
      { code: "renewal_failed", message: "The login could not be renewed yet: No way." },
    ]);
    expect(await app.slots("acme")).toMatchObject({ active: "old" });
  });

  it("fails with the renewal once it has ended", async () => {
    const app = world(credentialOf("old", at("00:00:00")), {
      renew: () => Promise.reject(failing("network")),
    });
    expect(await told(open(app))).toMatchObject({ code: "network" });
    expect(await app.slots("acme")).toMatchObject({ active: "old" });
  });

  it("is renewed once by many at a time, and all use the fresh one", async () => {
    let grants = 0;
    const app = world(credentialOf("old", at("00:01:00")), {
      renew: async () => grantOf(`fresh-${++grants}`),
    });
    const opened = await Promise.all(Array.from({ length: 20 }, () => open(app)));
    expect(new Set(opened)).toEqual(new Set(["fresh-1"]));
    expect(grants).toBe(1);
  });

  it.each<readonly [string, Partial<Credential>]>([
    ["that still lives", at("00:01:00")],
    ["that has ended", at("00:00:00")],
  ])(
    "%s is neither renewed nor used after a logout came between reading and renewal",
    async (_, credential) => {
      const app = world(credentialOf("old", credential));
      const target = await chooseTarget(app);
      let loggedOut = () => {};
      const otherProcess = app.lock.hold("acme", async () => {
        await new Promise<void>((resolve) => {
          loggedOut = resolve;
        });
        await app.stores.keychain.delete("acme-ref");
      });
      const opening = told(openLogin(app, target));
      await setImmediate();
      loggedOut();
      expect(await opening).toMatchObject({ code: "not_logged_in", exit: 4 });
      await otherProcess;
      expect(app.events).not.toContain("acme renew old");
      expect(app.stores.keychain.items.size).toBe(0);
    },
  );

  it.each<readonly [string, FakeAppOptions, object]>([
    [
      "nothing",
      { profiles: [{ state: "logged_out" }] },
      { code: "not_logged_in", exit: 4, hint: "Log in: fob login acme --profile acme" },
    ],
    [
      "a pending code",
      { profiles: [{ state: "pending_otp", slots: { pending: credentialOf("h") } }] },
      { code: "factor_pending", exit: 15, hint: "fob otp verify --profile acme" },
    ],
    ["a pending link", { profiles: [{ state: "pending_link" }] }, { code: "factor_pending", exit: 15 }],
    [
      "what waits to be ended",
      { profiles: [{ slots: { pendingRevoke: [credentialOf("old")] } }] },
      { code: "not_logged_in", exit: 4 },
    ],
    [
      "another address's secret",
      { profiles: [{ slots: { active: credentialOf("t", { baseUrl: "https://true.example.com" }) } }] },
      { code: "unsafe", exit: 13 },
    ],
  ])("is none where there is %s", async (_, options, failure) => {
    expect(await told(open(world(credentialOf("x"), renewing, options)))).toMatchObject(failure);
  });

  it.each(["locked", "unavailable"] as const)(
    "is not taken for logged out where the store is %s",
    async (kind) => {
      const app = world(credentialOf("old"));
      app.stores.keychain.faults.read = { kind, reason: "for a test" };
      expect(await told(open(app))).toMatchObject({ code: `store_${kind}`, exit: 9 });
    },
  );
});

describe("work with a login", () => {
  const expired = () => Promise.reject(failing("login_expired"));

  it("is done again once, with a renewed login, where the server says it is dead", async () => {
    const app = world(credentialOf("old"));
    const used: unknown[] = [];
    const work = withLogin(app, await chooseTarget(app), async ({ credential }) => {
      used.push(tokenOf(credential));
      return used.length === 1 ? expired() : "done";
    });
    expect(await work).toBe("done");
    expect(used).toEqual(["old", "fresh"]);
  });

  it("uses what another process stored meanwhile, and renews nothing", async () => {
    const app = world(credentialOf("old"));
    const used: unknown[] = [];
    await withLogin(app, await chooseTarget(app), async ({ credential }) => {
      used.push(tokenOf(credential));
      if (used.length > 1) return;
      await app.stores.keychain.write("acme-ref", { ...emptySlots, active: credentialOf("theirs") });
      await expired();
    });
    expect(used).toEqual(["old", "theirs"]);
    expect(app.events).not.toContain("acme renew old");
  });

  it.each<readonly [string, Partial<Provider>, number]>([
    ["renews nothing", {}, 1],
    ["renews, and the server still says no", renewing, 2],
  ])("has expired where the API %s", async (_, members, times) => {
    const app = world(credentialOf("old"), members);
    let used = 0;
    const work = withLogin(app, await chooseTarget(app), () => {
      used++;
      return expired();
    });
    expect(await told(work)).toMatchObject({ code: "login_expired", exit: 4 });
    expect(used).toBe(times);
  });

  it("is not done again after any other failure", async () => {
    const app = world(credentialOf("old"));
    let used = 0;
    const work = withLogin(app, await chooseTarget(app), () => {
      used++;
      return Promise.reject(failing("outcome_unknown"));
    });
    expect(await told(work)).toMatchObject({ code: "outcome_unknown", exit: 12 });
    expect(used).toBe(1);
  });
});

describe("a login of the environment", () => {
  const members: Partial<Provider> = {
    fromToken: ({ token }) => credentialOf(token.reveal(), { given: true }),
  };

  it("needs no store and stores nothing", async () => {
    const app = fakeApp({ providers: [{ members }], selection: { env: envLogin("env-token", "acme-too") } });
    expect(await open(app)).toBe("env-token");
    expect(app.events).toEqual([`open acme at ${address}`, "acme fromToken"]);
  });

  it.each<readonly [string, string | null, string | null, object | string]>([
    ["the provider's own", null, address, `open acme at ${address}`],
    ["the one given", "https://My.example.com/x/", address, "open acme at https://my.example.com/x"],
    ["none", null, null, { code: "usage", hint: "Set FOB_BASE_URL to your server's address." }],
    ["one in clear", "http://my.example.com", null, { code: "insecure_url", exit: 13 }],
  ])("goes to %s address", async (_, baseUrl, defaultBaseUrl, expected) => {
    const app = fakeApp({
      providers: [{ members, info: { defaultBaseUrl } }],
      selection: { env: { ...envLogin("env-token"), baseUrl } },
    });
    if (typeof expected === "string") {
      await open(app);
      expect(app.events[0]).toBe(expected);
    } else expect(await told(open(app))).toMatchObject(expected);
  });

  it("of an unknown provider is wrong usage", async () => {
    const app = fakeApp({ selection: { env: envLogin("env-token", "nosuch") } });
    expect(await told(open(app))).toMatchObject({ code: "usage", hint: "Choose one of: acme" });
  });
});
