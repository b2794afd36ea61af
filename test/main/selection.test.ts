import { describe, expect, it } from "vitest";
import { readGlobals } from "../../src/cli/global-options.ts";
import { createRedactor } from "../../src/core/redactor.ts";
import { createSelection } from "../../src/main/selection.ts";
import { refusal } from "../support/refusal.ts";

const { keep, redact } = createRedactor();
const select = (env: Readonly<Record<string, string>>, options = {}) =>
  createSelection(readGlobals(options, env), env, keep, async () => null);

describe("the login of the environment", () => {
  it("is a token with its provider, and an address where one is given", () => {
    const env = { FOB_TOKEN: "env-token-1", FOB_PROVIDER: "babel", FOB_BASE_URL: "https://b.example.com" };
    const login = select(env).envLogin();
    expect([login?.token.reveal(), login?.provider, login?.baseUrl]).toEqual([
      "env-token-1",
      "babel",
      "https://b.example.com",
    ]);
    expect(redact("env-token-1")).toBe("[secret]");
  });

  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ["nothing set", {}],
    ["a provider alone", { FOB_PROVIDER: "babel" }],
    ["an empty token", { FOB_TOKEN: "", FOB_PROVIDER: "babel" }],
  ])("is none with %s", (_, env) => {
    expect(select(env).envLogin()).toBeNull();
  });

  it("has no address where the variable is empty", () => {
    expect(
      select({ FOB_TOKEN: "t-1", FOB_PROVIDER: "babel", FOB_BASE_URL: "" }).envLogin()?.baseUrl,
    ).toBeNull();
  });

  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ["without a provider", { FOB_TOKEN: "t-1" }, "FOB_TOKEN is set without FOB_PROVIDER."],
    [
      "with an empty provider",
      { FOB_TOKEN: "t-1", FOB_PROVIDER: "" },
      "FOB_TOKEN is set without FOB_PROVIDER.",
    ],
    [
      "with a profile",
      { FOB_TOKEN: "t-1", FOB_PROVIDER: "babel", FOB_PROFILE: "work" },
      "FOB_TOKEN and FOB_PROFILE are both set.",
    ],
    [
      "of two lines",
      { FOB_TOKEN: "t-1\nt-2", FOB_PROVIDER: "babel" },
      "FOB_TOKEN has a line break or a control character in it.",
    ],
  ])("is wrong usage %s", (_, env, message) => {
    expect(refusal(() => select(env).envLogin())).toEqual(["usage", 2, message]);
  });
});

it("names the profile of the flag and of the variable apart", () => {
  const { flag, fobProfile } = select({ FOB_PROFILE: "b" }, { profile: "a" });
  expect([flag, fobProfile]).toEqual(["a", "b"]);
});

it.each([
  [{ timeout: "soon" }, {}, "--timeout"],
  [{ timeout: "soon" }, { FOB_TIMEOUT: "5s" }, "--timeout"],
  [{}, { FOB_TIMEOUT: "soon" }, "FOB_TIMEOUT"],
])("blames a time limit that is none on where it stands: %j %j", (options, env, name) => {
  expect(refusal(() => readGlobals(options, env))).toEqual([
    "usage",
    2,
    `${name} takes a duration such as 90s, 15m, 72h, 30d or 4w.`,
  ]);
});
