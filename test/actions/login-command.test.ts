import { describe, expect, it } from "vitest";
import { logIn } from "../../src/actions/log-in.ts";
import { forProfile } from "../../src/actions/login-command.ts";
import type { ErrorCode } from "../../src/core/errors.ts";
import { type FakeAppOptions, failing, fakeApp, told } from "../support/fake-app.ts";
import { address, credentialOf } from "../support/fake-provider.ts";

describe("advice of an adapter, for the profile that it is about", () => {
  it.each([
    ["fob login acme", "fob login acme --profile work"],
    ["Log in again: fob login acme; or else", "Log in again: fob login acme --profile work; or else"],
    ["Log in: fob login", "Log in: fob login acme --profile work"],
    ["fob login acme --token-stdin", "fob login acme --profile work --token-stdin"],
    ["Answer it: fob otp verify", "Answer it: fob otp verify --profile work"],
    ["With: fob whoami. See", "With: fob whoami --profile work. See"],
    ["Look: fob sessions list", "Look: fob sessions list --profile work"],
    ["fob login acme --profile other", "fob login acme --profile other"],
    ["fob login acme --base-url https://a.example.com", "fob login acme --base-url https://a.example.com"],
    ["fob login bcme", "fob login bcme"],
    ["Run fob login again.", "Run fob login again."],
    ["fob otp verify --profile other", "fob otp verify --profile other"],
  ])("%s", (hint, expected) => {
    expect(forProfile(hint, "acme", "work")).toBe(expected);
    expect(forProfile(expected, "acme", "work")).toBe(expected);
  });

  it("of a provider that is not known", () => {
    expect(forProfile("Log in: fob login", undefined, "work")).toBe("Log in: fob login --profile work");
  });
});

const elsewhere = { baseUrl: "https://b.example.com/it's" };
const list = "; then look for a spare session: fob sessions list --profile acme";
const pages = { sessions: { list: () => [] as never, filters: [] } };

async function adviceAfter(code: ErrorCode, options: FakeAppOptions, request = {}): Promise<string | null> {
  const login = () => Promise.reject(failing(code));
  const info = {
    settings: [
      { key: "region", label: "Region", pattern: ".+", fallback: "us" },
      { key: "device", label: "Device", pattern: ".+", fallback: { random: true } },
    ],
  } as const;
  const app = fakeApp({
    providers: [{ members: { login, ...pages }, info }],
    username: "ann",
    given: { password: "pw" },
    ...options,
  });
  const { hint } = await told(logIn(app, { provider: "acme", baseUrl: null, settings: {}, ...request }));
  return String(hint);
}

describe("what to type after a first login whose end is not known, or that is dead at once", () => {
  const known = { profiles: [{ state: "logged_out", baseUrl: "https://b.example.com/it's" }] } as const;
  const active = { profiles: [{ ...elsewhere, slots: { active: credentialOf("old", elsewhere) } }] };
  it.each<readonly [string, FakeAppOptions, object, string]>([
    ["the provider's own address", {}, {}, " --username ann"],
    ["the same, said", {}, { baseUrl: `${address}/` }, " --username ann"],
    ["another", {}, elsewhere, ` --base-url 'https://b.example.com/it'\\''s' --username ann`],
    ["a user of more words", { username: "ann b" }, {}, " --username 'ann b'"],
    [
      "settings",
      {},
      { settings: { region: "eu", caFile: "/ca.pem" } },
      " --username ann --set region=eu --set caFile=/ca.pem",
    ],
    ["a profile that was there", known, elsewhere, ""],
    ["a login that was there", active, {}, ""],
  ])("%s", async (_, options, request, words) => {
    const again = `Log in again: fob login acme --profile acme${words}`;
    expect(await adviceAfter("outcome_unknown", options, request)).toBe(`${again}${list}`);
    expect(await adviceAfter("login_expired", options, request)).toBe(again);
  });
});
