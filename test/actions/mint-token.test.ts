import { describe, expect, it } from "vitest";
import { checkTokenRequest, type Minted, mintWith, type TokenRequest } from "../../src/actions/mint-token.ts";
import { placeInProfile } from "../../src/actions/save-token.ts";
import { chooseTarget } from "../../src/actions/target.ts";
import { withLogin } from "../../src/actions/use-login.ts";
import type { MachineToken, MintRequest, Provider } from "../../src/core/provider.ts";
import type { ProviderInfo } from "../../src/core/provider-info.ts";
import { Secret } from "../../src/core/secret.ts";
import { type FakeApp, type FakeAppOptions, failing, fakeApp, profileOf, told } from "../support/fake-app.ts";
import { credentialOf } from "../support/fake-provider.ts";

const plain: TokenRequest = {
  name: "ci",
  readOnly: false,
  expiresInS: null,
  jwt: false,
  toBeSaved: false,
};
const jwt: TokenRequest = { ...plain, name: null, jwt: true };
const token: MachineToken = {
  id: "41",
  name: "ci",
  token: new Secret("minted-token"),
  tokenType: "session",
  readOnly: false,
  expiresAt: null,
  credential: credentialOf("minted-token", { given: true }),
  notices: [{ code: "note", message: "Keep it." }],
};

function minting(seen: unknown[] = []): Partial<Provider> {
  return {
    mintMachineToken: async (_, request) => {
      seen.push(request);
      return token;
    },
    mintJwt: async (_, expiresInS) => {
      seen.push(expiresInS);
      return { ...token, id: null, name: null, tokenType: "jwt", credential: null, notices: [] };
    },
  };
}

const takesNothing = {
  takesName: false,
  takesReadOnly: false,
  takesExpiry: false,
  savable: false,
  needsSecret: null,
  idPattern: "[1-9][0-9]*",
};
const takesAll = {
  takesName: true,
  takesReadOnly: true,
  takesExpiry: true,
  savable: true,
  needsSecret: null,
  idPattern: "[1-9][0-9]*",
};

function world(info: Partial<ProviderInfo> = {}, members = minting(), more: FakeAppOptions = {}): FakeApp {
  return fakeApp({
    providers: [{ members, info }],
    profiles: [{ slots: { active: credentialOf("t") } }],
    ...more,
  });
}

const mint = async (app: FakeApp, request: TokenRequest): Promise<Minted> => {
  const target = await chooseTarget(app);
  checkTokenRequest(app, target, request);
  return withLogin(app, target, (login) => mintWith(app, login, request));
};

describe("a machine token", () => {
  it("is minted as asked", async () => {
    const seen: MintRequest[] = [];
    const app = world({}, minting(seen));
    const minted = await mint(app, { ...plain, readOnly: true, expiresInS: 60 });
    expect(minted.token).toBe(token);
    expect(seen).toMatchObject([{ name: "ci", readOnly: true, expiresInS: 60, secrets: {} }]);
    expect(app.warnings).toEqual(token.notices);
  });

  it("may need another secret, and says how it is given", async () => {
    const machineToken = { ...takesNothing, needsSecret: "serverKey" } as const;
    const loginFields = [{ name: "serverKey", label: "Server key", need: "taken" }] as const;
    const seen: MintRequest[] = [];
    const request = { ...plain, name: null };
    const app = world({ machineToken, loginFields }, minting(seen), { given: { serverKey: "sk-123456" } });
    await mint(app, request);
    expect(seen[0]?.secrets.serverKey?.reveal()).toBe("sk-123456");
    expect(await told(mint(world({ machineToken, loginFields }), request))).toMatchObject({
      code: "input_needed",
      message: "Server key is missing.",
      hint: "Give it with --secret serverKey=- (stdin), file:PATH, fd:N, env:VAR or cmd:COMMAND, or in FOB_SERVER_KEY.",
    });
  });

  it("is a JWT where that is asked for, which needs no name", async () => {
    const seen: unknown[] = [];
    const minted = await mint(world({}, minting(seen)), { ...jwt, expiresInS: 900 });
    expect([minted.token.tokenType, seen]).toEqual(["jwt", [900]]);
  });
});

describe("what the API cannot honour", () => {
  it.each<readonly [string, TokenRequest, Partial<ProviderInfo>, Partial<Provider>, string]>([
    ["tokens at all", plain, {}, {}, "ACME: No machine_token."],
    ["tokens at all, for a login", { ...plain, toBeSaved: true }, {}, {}, "ACME: No machine_token."],
    ["a JWT", jwt, {}, {}, "ACME: No jwt."],
    ["a name", plain, { machineToken: takesNothing }, minting(), "ACME cannot give such a token a name."],
    [
      "read-only",
      { ...plain, readOnly: true },
      { machineToken: { ...takesAll, takesReadOnly: false } },
      minting(),
      "ACME cannot make such a token read-only.",
    ],
    [
      "an end",
      { ...plain, expiresInS: 60 },
      { machineToken: { ...takesAll, takesExpiry: false } },
      minting(),
      "ACME cannot let such a token expire.",
    ],
    [
      "a login with it",
      { ...plain, toBeSaved: true },
      { machineToken: { ...takesAll, savable: false } },
      minting(),
      "ACME cannot log in with such a token.",
    ],
    ["a name of a JWT", { ...jwt, name: "ci" }, {}, minting(), "ACME cannot give a JWT a name."],
    [
      "a login with a JWT",
      { ...jwt, toBeSaved: true },
      {},
      minting(),
      "ACME cannot log in with a JWT: it is short-lived and cannot be renewed.",
    ],
  ])(
    "is 14 before anything is opened or sent, logged in or not: %s",
    async (_, request, info, members, message) => {
      for (const profiles of [
        [{ slots: { active: credentialOf("t") } }],
        [{ state: "logged_out" as const }],
      ]) {
        const app = world(info, members, { profiles });
        app.stores.keychain.faults.read = { kind: "locked", reason: "for a test" };
        expect(await told(mint(app, request))).toMatchObject({ code: "unsupported", exit: 14, message });
        expect(app.events).toEqual([]);
      }
    },
  );

  it("is not a missing name, which is wrong usage", async () => {
    const app = world();
    expect(await told(mint(app, { ...plain, name: null }))).toMatchObject({ code: "input_needed", exit: 2 });
    expect(app.events).toEqual([]);
  });
});

describe("a token that becomes a login", () => {
  it("is kept as one that was given, with the identity and settings of its maker", async () => {
    const profiles = [{ settings: { region: "eu" }, slots: { active: credentialOf("t") } }];
    const app = world({}, minting(), { profiles });
    const place = await placeInProfile(app, "bot", null);
    expect(app.events).toEqual(["check keychain"]);
    await place.keep(await mint(app, { ...plain, toBeSaved: true }));
    expect(app.profiles.get("bot")).toEqual(
      profileOf({
        name: "bot",
        ref: "bot-01234567",
        given: true,
        session: { id: "41", expiresAt: null },
        settings: { region: "eu" },
      }),
    );
    expect(await app.slots("bot")).toEqual({ active: "minted-token", pending: null, pendingRevoke: [] });
  });

  it.each<readonly [string, string, (app: FakeApp) => void, object]>([
    [
      "a name that is taken",
      "acme",
      () => {},
      { code: "usage", message: "The profile acme exists already." },
    ],
    [
      "a name that differs from another's in case alone",
      "Acme",
      () => {},
      { code: "usage", hint: "Use --profile acme, or another name." },
    ],
    ["a name that is none", "a/b", () => {}, { code: "usage" }],
    [
      "a store that is locked",
      "bot",
      (app) => {
        app.stores.keychain.faults.health = { kind: "locked", reason: "x" };
      },
      { code: "store_locked", exit: 9 },
    ],
  ])("is refused before it is minted: %s", async (_, name, spoil, failure) => {
    const app = world();
    spoil(app);
    expect(await told(placeInProfile(app, name, null))).toMatchObject(failure);
  });

  it("may differ in case alone from a profile of a shared database, which tells the two apart", async () => {
    const app = world();
    app.profiles.set("work", profileOf({ name: "work", store: "postgres" }));
    await expect(placeInProfile(app, "Work", null)).resolves.toBeDefined();
  });

  it.each(["store_unavailable", "local_io"] as const)(
    "is not told kept where it was not: %s",
    async (code) => {
      const app = world();
      const place = await placeInProfile(app, "bot", null);
      const minted = await mint(app, plain);
      if (code === "local_io") app.faults.put = failing(code);
      else app.stores.keychain.faults.write = failing(code);
      expect(await told(place.keep(minted))).toMatchObject({ code });
      expect([app.profiles.has("bot"), [...app.stores.keychain.items.keys()]]).toEqual([false, ["acme-ref"]]);
    },
  );

  it("takes no profile that came to be meanwhile", async () => {
    const app = world();
    const place = await placeInProfile(app, "bot", null);
    const minted = await mint(app, plain);
    const theirs = profileOf({ name: "bot", ref: "theirs" });
    app.profiles.set("bot", theirs);
    expect(await told(place.keep(minted))).toMatchObject({ code: "usage" });
    expect(app.profiles.get("bot")).toBe(theirs);
  });
});
