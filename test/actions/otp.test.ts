import { describe, expect, it } from "vitest";
import { logIn } from "../../src/actions/log-in.ts";
import { verifyOtp } from "../../src/actions/verify-otp.ts";
import type { App } from "../../src/core/app.ts";
import { FobError } from "../../src/core/errors.ts";
import type { OtpAnswer, Provider } from "../../src/core/provider.ts";
import { type FakeAppOptions, failing, fakeApp, profileOf, told } from "../support/fake-app.ts";
import { ann, credentialOf, fakeProvider, grantOf } from "../support/fake-provider.ts";

const noOtp = fakeProvider({}, () => {}).info.capabilities;
const plain = { provider: "acme", baseUrl: null, settings: {} };

/** A server that wants a code: 111111 is right, 999999 too late, all others wrong. */
function server(answers: string[] = [], asksPassword = false): Partial<Provider> {
  const answer = async (_: unknown, { code, password }: OtpAnswer) => {
    answers.push([code.reveal(), password?.reveal() ?? "-"].join(" "));
    if (code.reveal() === "111111") return grantOf("new");
    throw code.reveal() === "999999" ? failing("late_code") : failing("wrong_code");
  };
  return {
    login: async () => ({
      kind: "otp",
      pending: credentialOf("half"),
      identity: ann,
      hint: "A code is due.",
    }),
    otp: { asksPassword, answer },
    logout: async () => "revoked",
  };
}

function world(answers: string[], more: FakeAppOptions = {}) {
  return fakeApp({
    providers: [{ members: server(answers) }],
    username: "ann",
    ...more,
    given: { password: "pw-of-ann", ...more.given },
  });
}

const waiting = { active: null, pending: "half", pendingRevoke: [] };
const done = { active: "new", pending: null, pendingRevoke: [] };
const tryAgain = "Try again, with a new code or a recovery code: fob otp verify --profile acme";
const startAgain = "Log in again: fob login acme --profile acme";

describe("a login that wants a code", () => {
  it("waits where nobody can be asked, and names the next step", async () => {
    const app = world([]);
    const { profile, waiting: why } = await logIn(app, plain);
    expect([why?.code, why?.exit, why?.message, why?.details.hint]).toEqual([
      "factor_pending",
      15,
      "A code is due.",
      "fob otp verify --profile acme",
    ]);
    expect(profile).toMatchObject({ state: "pending_otp", identity: ann });
    expect(await app.slots("acme")).toEqual(waiting);
  });

  it("takes the code that was given, in the same go, with the password", async () => {
    const answers: string[] = [];
    const app = world(answers, { given: { otp: "111111" } });
    const { profile, waiting: why } = await logIn(app, plain);
    expect([why, profile.state]).toEqual([null, "active"]);
    expect(answers).toEqual(["111111 pw-of-ann"]);
    expect(await app.slots("acme")).toEqual(done);
  });

  it.each([
    ["222222", ["wrong_code", "wrong_code", tryAgain], waiting, "pending_otp"],
    ["999999", ["late_code", "late_code", startAgain], { ...waiting, pending: null }, "logged_out"],
  ] as const)("given %s: %j", async (otp, failure, slots, state) => {
    const app = world([], { given: { otp } });
    expect(await told(logIn(app, plain))).toEqual({
      code: failure[0],
      exit: 5,
      message: failure[1],
      hint: failure[2],
    });
    expect(await app.slots("acme")).toEqual(slots);
    expect(app.profiles.get("acme")?.state).toBe(state);
  });

  it.each<readonly [string, readonly string[], unknown]>([
    ["right at once", ["111111"], done],
    ["right the third time", ["222222", "333333", "111111"], done],
  ])("asks a person: %s", async (_, codes, slots) => {
    const answers: string[] = [];
    const app = world(answers, { terminal: { answers: codes.map((code) => ["One-time code", code]) } });
    expect((await logIn(app, plain)).waiting).toBeNull();
    expect(answers).toEqual(codes.map((code) => `${code} pw-of-ann`));
    expect(await app.slots("acme")).toEqual(slots);
    expect(app.terminal.seen.err).toBe("wrong_code\n".repeat(codes.length - 1));
  });

  it("asks three times and no more, and keeps the login waiting", async () => {
    const answers: string[] = [];
    const wrong = Array.from({ length: 3 }, () => ["One-time code", "222222"] as const);
    const app = world(answers, { terminal: { answers: wrong } });
    expect(await told(logIn(app, plain))).toMatchObject({ code: "wrong_code", hint: tryAgain });
    expect(answers).toHaveLength(3);
    expect(await app.slots("acme")).toEqual(waiting);
  });

  it("does not ask again once it is late", async () => {
    const app = world([], { terminal: { answers: [["One-time code", "999999"]] } });
    expect(await told(logIn(app, plain))).toMatchObject({ code: "late_code", hint: startAgain });
    expect(await app.slots("acme")).toMatchObject({ pending: null });
  });

  it("waits where a person answers nothing", async () => {
    const app = world([], { terminal: { answers: [["One-time code", ""]] } });
    expect((await logIn(app, plain)).waiting?.code).toBe("factor_pending");
    expect(await app.slots("acme")).toEqual(waiting);
  });

  it("leaves a login in use as it is until the code is right", async () => {
    const profiles = [{ slots: { active: credentialOf("old") } }];
    const first = world([], { profiles });
    const { profile } = await logIn(first, plain);
    expect(await first.slots("acme")).toEqual({ active: "old", pending: "half", pendingRevoke: [] });
    expect(profile).toEqual(profileOf());
    const second = world([], { profiles, given: { otp: "111111" } });
    await logIn(second, plain);
    expect(await second.slots("acme")).toEqual(done);
    expect(second.events.at(-1)).toBe("acme logout old");
  });
});

describe("a login that wants a link to be opened", () => {
  const login: Provider["login"] = async () => ({ kind: "link", identity: ann, hint: "Look at your mail." });
  const link = (more: FakeAppOptions = {}) => world([], { providers: [{ members: { login } }], ...more });

  it("waits, with no secret kept", async () => {
    const app = link();
    const { profile, waiting: why, state } = await logIn(app, plain);
    expect([why?.exit, why?.message, why?.details.hint]).toEqual([
      15,
      "Look at your mail.",
      "Open the link, then log in again: fob login acme --profile acme",
    ]);
    expect([profile.state, state]).toEqual(["pending_link", "pending_link"]);
    expect(app.recorded).toMatchObject([{ action: "login", result: "pending_link", ids: [], exit: 15 }]);
    expect(app.stores.keychain.items.size).toBe(0);
  });

  it("leaves a login in use as it is, and says what waits", async () => {
    const app = link({ profiles: [{ slots: { active: credentialOf("old") } }] });
    const { profile, state } = await logIn(app, plain);
    expect([profile.state, state]).toEqual(["active", "pending_link"]);
    expect(await app.slots("acme")).toMatchObject({ active: "old" });
  });
});

describe("otp verify", () => {
  const profiles = [{ state: "pending_otp" as const, slots: { pending: credentialOf("half") } }];

  it.each<readonly [string, FakeAppOptions, string]>([
    ["given", { given: { otp: "111111" } }, "111111 -"],
    ["asked", { terminal: { answers: [["One-time code", "111111"]] } }, "111111 -"],
  ])("answers with a code that is %s", async (_, more, expected) => {
    const answers: string[] = [];
    const app = world(answers, { profiles, ...more });
    expect(await verifyOtp(app)).toMatchObject({ state: "active", session: { id: "s-new" } });
    expect(answers).toEqual([expected]);
    expect(await app.slots("acme")).toEqual(done);
  });

  it("sends the password again where the API wants it", async () => {
    const answers: string[] = [];
    const providers = [{ members: server(answers, true) }];
    await verifyOtp(world([], { providers, profiles, given: { otp: "111111" } }));
    const asked = [
      ["One-time code", "111111"],
      ["Password", "typed-pw"],
    ] as const;
    await verifyOtp(fakeApp({ providers, profiles, terminal: { answers: asked } }));
    expect(answers).toEqual(["111111 pw-of-ann", "111111 typed-pw"]);
  });

  it.each([
    ["222222", ["wrong_code", "wrong_code", tryAgain], waiting, "pending_otp"],
    ["999999", ["late_code", "late_code", startAgain], { ...waiting, pending: null }, "logged_out"],
  ] as const)("%s fails with %j", async (otp, failure, slots, state) => {
    const app = world([], { profiles, given: { otp } });
    expect(await told(verifyOtp(app))).toEqual({
      code: failure[0],
      exit: 5,
      message: failure[1],
      hint: failure[2],
    });
    expect(await app.slots("acme")).toEqual(slots);
    expect(app.profiles.get("acme")?.state).toBe(state);
  });

  it.each([
    [true, "Check the password, then answer again: fob otp verify --profile acme"],
    [false, tryAgain],
  ])("says what to check where the login is refused; the API wants the password: %j", async (asks, hint) => {
    const answer = () => Promise.reject(failing("bad_credentials"));
    const providers = [{ members: { ...server(), otp: { asksPassword: asks, answer } } }];
    const app = world([], { profiles, providers, given: { otp: "111111" } });
    expect(await told(verifyOtp(app))).toMatchObject({ code: "bad_credentials", hint });
    expect(await app.slots("acme")).toEqual(waiting);
  });

  it("answers what the adapter advises for this profile, in either command", async () => {
    const hint = "Check the password and try again: fob otp verify";
    const answer = () => Promise.reject(new FobError("forbidden", "No.", { hint }));
    const providers = [{ members: { ...server(), otp: { asksPassword: true, answer } } }];
    const given = { otp: "111111" };
    const expected = { code: "forbidden", hint: `${hint} --profile work` };
    const work = [{ ...profiles[0], name: "work" }];
    expect(await told(verifyOtp(world([], { profiles: work, providers, given })))).toMatchObject(expected);
    const app = world([], { providers, given, selection: { flag: "work" } });
    expect(await told(logIn(app, plain))).toMatchObject(expected);
  });

  it("names the profile where the API has no codes", async () => {
    const info = {
      capabilities: { ...noOtp, otp: { ...noOtp.otp, instead: "Log in again: fob login acme" } },
    };
    const app = fakeApp({ profiles, providers: [{ info }] });
    const hint = "Log in again: fob login acme --profile acme";
    expect(await told(verifyOtp(app))).toMatchObject({ code: "unsupported", hint });
  });

  const unproven = (how: "ended" | "lives_on", hint?: string) =>
    new FobError("provider_error", "ACME answered 500.", { unproven: how, hint, retryable: true });
  const wasEnded = "ACME answered 500. The login that waited for the code was ended.";
  const none = { ...waiting, pending: null };
  it.each<readonly [string, FobError, string, string, typeof none | typeof waiting]>([
    ["and the session was ended", unproven("ended"), wasEnded, startAgain, none],
    [
      "and the session lives on",
      unproven("lives_on", "End it"),
      "ACME answered 500.",
      "End it; then: fob login acme --profile acme",
      none,
    ],
    ["in the answer to the code itself", failing("network"), "network", "", waiting],
  ])("whose login fails, %s", async (_, error, message, hint, slots) => {
    const otp = { asksPassword: false, answer: () => Promise.reject(error) };
    const providers = [{ members: { ...server(), otp } }];
    const more = { providers, given: { otp: "111111" } };
    for (const [app, work] of [
      [world([], { ...more, profiles }), verifyOtp],
      [world([], more), (one: App) => logIn(one, plain)],
    ] as const) {
      expect(await told(work(app))).toMatchObject({ code: error.code, message, hint: hint || null });
      expect(await app.slots("acme")).toEqual(slots);
      expect(app.profiles.get("acme")?.state).toBe(slots === none ? "logged_out" : "pending_otp");
    }
  });

  it("drops a login whose right code is used up and that cannot be kept", async () => {
    const app = world([], {
      profiles: [{ ...profiles[0], identity: { ...ann, id: "8" } }],
      given: { otp: "111111" },
    });
    expect(await told(verifyOtp(app))).toMatchObject({
      code: "usage",
      hint: expect.stringContaining("fob login acme --profile acme"),
    });
    expect(app.events).toContain("acme logout new");
    expect(await app.slots("acme")).toEqual(none);
  });

  it("tells why a login could not be kept where the store does not let go of it either", async () => {
    const app = world([], { profiles, given: { otp: "111111" } });
    app.stores.keychain.faults.write = failing("store_locked");
    app.stores.keychain.faults.delete = failing("store_unavailable");
    expect(await told(verifyOtp(app))).toMatchObject({ code: "store_locked", hint: startAgain });
  });

  it("sends no code where the record names another address than the secret's", async () => {
    const pending = credentialOf("half", { baseUrl: "https://true.example.com" });
    const answers: string[] = [];
    const app = world(answers, {
      profiles: [{ state: "pending_otp", slots: { pending } }],
      given: { otp: "111111" },
    });
    expect(await told(verifyOtp(app))).toMatchObject({ code: "unsafe", exit: 13 });
    expect(answers).toEqual([]);
  });

  it("drops a late login and keeps what is in use and what waits to be ended", async () => {
    const slots = {
      active: credentialOf("old"),
      pending: credentialOf("half"),
      pendingRevoke: [credentialOf("older")],
    };
    const app = world([], { profiles: [{ slots }], given: { otp: "999999" } });
    await told(verifyOtp(app));
    expect(await app.slots("acme")).toEqual({ active: "old", pending: null, pendingRevoke: ["older"] });
    expect(app.profiles.get("acme")?.state).toBe("active");
  });

  it.each<readonly [string, FakeAppOptions, string, string]>([
    ["nothing waits", { profiles: [{ state: "logged_out" }] }, "usage", "Nothing waits for a code at acme."],
    [
      "a login is active",
      { profiles: [{ slots: { active: credentialOf("t") } }] },
      "usage",
      "Nothing waits for a code at acme.",
    ],
    ["no code is given", { profiles }, "input_needed", "One-time code is missing."],
    ["there is no profile", {}, "not_logged_in", "No login is stored on this machine."],
    ["the API has no codes", { profiles, providers: [{}] }, "unsupported", "ACME: No otp."],
    [
      "the API has no codes, and nothing is there",
      { profiles: [{ state: "logged_out" }], providers: [{}] },
      "unsupported",
      "ACME: No otp.",
    ],
  ])("refuses where %s", async (_, more, code, message) => {
    expect(await told(verifyOtp(world([], more)))).toMatchObject({ code, message });
  });

  it("names the login in what it refuses", async () => {
    await expect(verifyOtp(world([], { profiles }))).rejects.toMatchObject({
      details: { profile: "acme", provider: "acme" },
    });
  });
});
