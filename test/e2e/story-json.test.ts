import { describe, expect, it } from "vitest";
import { failure, tellJson } from "./tell.ts";
import { createWorld, loginOf } from "./world.ts";

const noRevokes = { revoked: 0, already_gone: 0, failed: 0, skipped: 0, would_revoke: 0 };
const ada = { login: "ada@sandbox.example", name: "Ada Example" };
const grace = { login: "grace@sandbox.example", name: "Grace Example" };

describe.concurrent("the whole story, with --json", () => {
  it("at Productive", async (test) => {
    const world = await createWorld(test);
    const { productive } = world.sandbox.accounts;
    const about = { profile: "productive", provider: "productive" };
    const identity = { id: "7443", ...ada, email: ada.login };
    const me = { ...about, state: "active", identity, session: { id: "2161", expires_at: "TIME" } };
    const minted = { id: "2162", name: "ci", read_only: true, expires_at: null };
    const row = { ...minted, ...about, kind: "machine", current: false, user_id: "7443", device: null };
    const place = { platform: null, browser: "fob", ip: "127.0.0.1", location: null };
    const listed = {
      ...row,
      ...place,
      created_at: null,
      last_activity_at: "TIME",
      two_factor: false,
      revocable: true,
    };
    const two = { profile: "grace", provider: "productive" };
    const hers = { id: "7449", ...grace, email: grace.login };
    const base = `--base-url ${world.sandbox.url("productive")}`;
    const verified = {
      ...two,
      state: "active",
      identity: hers,
      session: { id: "2163", expires_at: "TIME" },
      store: "file",
    };
    const password = productive.twoFactor.password;

    await tellJson(world, [
      { ...loginOf(world.sandbox, "productive"), data: { ...me, store: "file" } },
      { fob: "whoami", data: { ...me, verified: true, source: "file", chosen_by: "only" } },
      { fob: "whoami --offline", data: { ...me, verified: false, source: "file", chosen_by: "only" } },
      {
        fob: "token machine --name ci --read-only",
        data: { ...minted, ...about, token: "UUID", token_type: "session" },
        meta: { minted: true, replaces: [] },
      },
      {
        fob: "sessions list --kind machine --name C*",
        data: [listed],
        meta: { count: 1, coverage: [{ ...about, status: "listed", count: 1, complete: true, error: null }] },
      },
      {
        fob: "sessions revoke 2162",
        data: [{ id: "2162", ...about, result: "revoked", error: null }],
        meta: { ...noRevokes, revoked: 1 },
        notes: expect.arrayContaining(["Ending sessions of productive (chosen by: only)"]),
      },
      {
        fob: "sessions revoke 2162",
        data: [{ id: "2162", ...about, result: "already_gone", error: null }],
        meta: { ...noRevokes, already_gone: 1 },
        notes: expect.arrayContaining(["Ending sessions of productive (chosen by: only)"]),
      },
      {
        fob: "token machine --jwt --expires-in 15m",
        meta: { minted: true, replaces: [] },
        data: {
          ...about,
          id: null,
          name: null,
          token: "JWT",
          token_type: "jwt",
          read_only: true,
          expires_at: "TIME",
        },
      },
      {
        fob: `login productive --profile grace ${base} --username ${grace.login} --password-stdin`,
        stdin: password,
        status: 15,
        data: {
          ...two,
          state: "pending_otp",
          identity: { ...hers, name: null },
          session: { id: null, expires_at: null },
          store: "file",
        },
        error: failure(
          "factor_pending",
          15,
          "Productive asks for the code of your authenticator, or a recovery code.",
          "fob otp verify --profile grace",
          two,
        ),
      },
      {
        fob: "otp verify --profile grace --password-stdin",
        stdin: password,
        env: { FOB_OTP: productive.twoFactor.otp },
        data: verified,
      },
      {
        fob: "profile list",
        data: [
          {
            ...two,
            base_url: "http://HOST/productive/api/v2",
            state: "active",
            login: grace.login,
            default: false,
          },
          {
            ...about,
            base_url: "http://HOST/productive/api/v2",
            state: "active",
            login: ada.login,
            default: false,
          },
        ],
      },
      {
        fob: "logout productive grace",
        data: [
          { ...about, server: "revoked", local: "deleted", error: null },
          { ...two, server: "revoked", local: "deleted", error: null },
        ],
      },
      {
        fob: "whoami -p productive",
        status: 4,
        data: { ...me, state: "not_logged_in", verified: false, source: "file", chosen_by: "flag" },
        error: failure(
          "not_logged_in",
          4,
          "productive is not logged in.",
          "Log in: fob login productive --profile productive",
          about,
        ),
      },
    ]);
    expect(world.sandbox.violations()).toEqual([]);
    expect(world.sandbox.sessionIds()).toEqual([
      "2153",
      "2154",
      "2155",
      "2156",
      "2157",
      "2158",
      "2159",
      "2160",
    ]);
  });

  it("at Pixwel", async (test) => {
    const world = await createWorld(test);
    const { twoFactor } = world.sandbox.accounts.pixwel;
    const about = { profile: "pixwel", provider: "pixwel" };
    const identity = { id: "5a4db0c500000000000000a1", ...ada, email: ada.login };
    const session = { id: null, expires_at: null };
    const me = { ...about, state: "active", identity, session };
    const two = { profile: "grace", provider: "pixwel" };
    const hers = { id: "5a4db0c500000000000000a2", ...grace, email: grace.login };
    const loginGrace = {
      fob: `login pixwel --profile grace --base-url ${world.sandbox.url("pixwel")} --username ${grace.login} --password-stdin`,
      stdin: twoFactor.password,
    };
    const byHand = "In the web app: Preferences, API Tokens.";
    const cannot = (message: string) => failure("unsupported", 14, message, byHand, about);
    const localRow = {
      ...about,
      id: "local:pixwel",
      kind: "user",
      name: null,
      current: true,
      read_only: null,
      user_id: identity.id,
      device: null,
      platform: null,
      browser: null,
      ip: null,
      location: null,
      created_at: null,
      last_activity_at: null,
      expires_at: null,
      two_factor: null,
      revocable: false,
    };

    await tellJson(world, [
      { ...loginOf(world.sandbox, "pixwel"), data: { ...me, store: "file" } },
      { fob: "whoami", data: { ...me, verified: true, source: "file", chosen_by: "only" } },
      {
        fob: "sessions list",
        data: [localRow],
        meta: {
          count: 1,
          coverage: [{ ...about, status: "local_only", count: 1, complete: true, error: null }],
        },
      },
      {
        fob: "token machine --name ci",
        status: 14,
        error: cannot("Pixwel: The public API makes no tokens."),
      },
      { fob: "token machine --jwt", status: 14, error: cannot("Pixwel: The API has no JWTs.") },
      {
        fob: "otp verify",
        status: 14,
        error: {
          ...cannot("Pixwel: The second factor is a link in an e-mail, and there is no code to type."),
          hint: "Open the link, then log in again: fob login pixwel --profile pixwel",
        },
      },
      {
        ...loginGrace,
        status: 15,
        data: { ...two, state: "pending_link", identity: hers, session, store: "file" },
        error: failure(
          "factor_pending",
          15,
          "Pixwel has sent a verification link by e-mail, good for about 10 minutes: open it and log in again, or use an API token.",
          "Open the link, then log in again: fob login pixwel --profile grace",
          two,
        ),
      },
      () => world.sandbox.followLink(grace.login),
      { ...loginGrace, data: { ...two, state: "active", identity: hers, session, store: "file" } },
      {
        fob: "logout --all",
        data: [
          { ...two, server: "unsupported", local: "deleted", error: null },
          { ...about, server: "unsupported", local: "deleted", error: null },
        ],
      },
    ]);
    expect(world.sandbox.violations()).toEqual([]);
  });

  it("at Amity", async (test) => {
    const world = await createWorld(test);
    const about = { profile: "amity", provider: "amity" };
    const identity = { id: "ada", login: "ada", name: "ada", email: null };
    const me = { ...about, state: "active", identity, session: { id: null, expires_at: "TIME" } };
    const shown = { ...me, verified: true, source: "file", chosen_by: "only" };

    await tellJson(world, [
      { ...loginOf(world.sandbox, "amity"), data: { ...me, store: "file" }, warnings: ["new_user_possible"] },
      { fob: "whoami", data: shown },
      () => world.sandbox.expireTokens("amity"),
      { fob: "whoami", data: shown },
      () => expect(world.sandbox.counts.amityRegistrations).toBe(2),
      {
        fob: "token machine --name ci",
        status: 14,
        error: failure(
          "unsupported",
          14,
          "Amity cannot give such a token a name.",
          "See: fob provider show amity",
          about,
        ),
      },
      {
        fob: "logout",
        data: [{ ...about, server: "revoked", local: "deleted", error: null }],
        notes: ["Logging out amity (chosen by: only)"],
      },
    ]);
    expect(world.sandbox.violations()).toEqual([]);
  });

  it("at Babel", async (test) => {
    const world = await createWorld(test);
    const { administrator } = world.sandbox.accounts.babel;
    const about = { profile: "babel", provider: "babel" };
    const identity = { id: administrator.id, login: "ada", name: "Ada Example", email: ada.login };
    const me = { ...about, state: "active", identity, session: { id: null, expires_at: "TIME" } };

    await tellJson(world, [
      {
        ...loginOf(world.sandbox, "babel"),
        env: { FOB_API_KEY: administrator.apiKey },
        data: { ...me, store: "file" },
      },
      { fob: "whoami", data: { ...me, verified: true, source: "file", chosen_by: "only" } },
      {
        fob: "token machine --name ci --read-only --expires-in 30d",
        meta: { minted: true, replaces: [] },
        data: {
          ...about,
          id: "3",
          name: "ci",
          token: "KEY",
          token_type: "api_key",
          read_only: true,
          expires_at: "TIME",
        },
        warnings: ["revocation_delayed"],
      },
      {
        fob: "sessions revoke 5",
        status: 14,
        error: failure(
          "unsupported",
          14,
          "Babel Licensing: The server keeps no list of sessions.",
          "End this login with fob logout, an API key with fob token machine revoke.",
          about,
        ),
      },
      {
        fob: "logout",
        data: [{ ...about, server: "revoked", local: "deleted", error: null }],
        notes: ["Logging out babel (chosen by: only)"],
      },
    ]);
    expect(world.sandbox.violations()).toEqual([]);
  });
});
