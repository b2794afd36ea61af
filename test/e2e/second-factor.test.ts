import { describe, expect, it } from "vitest";
import { failure, tellJson } from "./tell.ts";
import { createWorld, loginOf } from "./world.ts";

const about = { profile: "productive", provider: "productive" };
const again = "Log in again: fob login productive --profile productive";
const tryAgain = "Try again, with a new code or a recovery code: fob otp verify --profile productive";
const wrongCode = failure("wrong_code", 5, "Productive refused the code.", tryAgain, about);
const pending = {
  ...about,
  base_url: "http://HOST/productive/api/v2",
  state: "pending_otp",
  login: "grace@sandbox.example",
  default: false,
};

describe.concurrent("the second factor", () => {
  it("keeps the pending login for another try when the code or the password is wrong", async (test) => {
    const world = await createWorld(test);
    const { email, password, otp, recoveryCodes } = world.sandbox.accounts.productive.twoFactor;
    const login = `login productive --base-url ${world.sandbox.url("productive")} --username ${email} --password-stdin`;
    const verify = { fob: "otp verify --password-stdin", stdin: password };

    await tellJson(world, [
      { fob: login, stdin: password, env: { FOB_OTP: "000000" }, status: 5, error: wrongCode },
      { fob: "profile list", data: [pending] },
      { ...verify, env: { FOB_OTP: "111111" }, status: 5, error: wrongCode },
      {
        fob: "whoami",
        status: 15,
        data: expect.objectContaining({ state: "pending_otp", verified: false }),
        error: failure(
          "factor_pending",
          15,
          "productive waits for its one-time code.",
          "fob otp verify --profile productive",
          about,
        ),
      },
      {
        ...verify,
        stdin: "another",
        env: { FOB_OTP: otp },
        status: 5,
        error: failure(
          "bad_credentials",
          5,
          "Productive refused the login: You are not authenticated",
          "Check the password, then answer again: fob otp verify --profile productive",
          about,
        ),
      },
      { fob: "profile list", data: [pending] },
      {
        fob: "sessions list",
        status: 15,
        error: failure(
          "factor_pending",
          15,
          "productive waits for its one-time code.",
          "fob otp verify --profile productive",
          about,
        ),
      },
      {
        ...verify,
        env: { FOB_OTP: recoveryCodes[0] ?? "" },
        data: expect.objectContaining({ state: "active" }),
      },
      {
        ...verify,
        env: { FOB_OTP: otp },
        status: 2,
        error: failure(
          "usage",
          2,
          "Nothing waits for a code at productive.",
          "Log in first: fob login productive --profile productive",
          about,
        ),
      },
    ]);
    expect(world.sandbox.violations()).toEqual([]);
  });

  it("drops the pending login when the code comes too late", async (test) => {
    const world = await createWorld(test, { productive: { otpWindowMs: 0 } });
    const { email, password, otp } = world.sandbox.accounts.productive.twoFactor;
    await tellJson(world, [
      {
        fob: `login productive --base-url ${world.sandbox.url("productive")} --username ${email} --password-stdin`,
        stdin: password,
        env: { FOB_OTP: otp },
        status: 5,
        error: failure("late_code", 5, expect.any(String), again, about),
      },
      { fob: "profile list", data: [{ ...pending, state: "not_logged_in" }] },
      {
        fob: "otp verify --password-stdin",
        stdin: password,
        env: { FOB_OTP: otp },
        status: 2,
        error: failure(
          "usage",
          2,
          "Nothing waits for a code at productive.",
          "Log in first: fob login productive --profile productive",
          about,
        ),
      },
    ]);
  });

  it("asks for nothing off a terminal: it says which flag is missing", async (test) => {
    const world = await createWorld(test);
    const { email, password, otp } = world.sandbox.accounts.productive.twoFactor;
    await tellJson(world, [
      {
        fob: `login productive --base-url ${world.sandbox.url("productive")} --username ${email} --password-stdin`,
        stdin: password,
        status: 15,
        data: expect.objectContaining({ state: "pending_otp" }),
        error: expect.objectContaining({ code: "factor_pending" }),
      },
      {
        fob: "otp verify",
        status: 2,
        error: failure(
          "input_needed",
          2,
          "One-time code is missing.",
          expect.stringContaining("--secret otp=-"),
          about,
        ),
      },
      {
        fob: "otp verify",
        env: { FOB_OTP: otp },
        status: 2,
        error: failure(
          "input_needed",
          2,
          "Password is missing.",
          expect.stringContaining("FOB_PASSWORD"),
          about,
        ),
      },
    ]);
  });

  it("is a link at Pixwel: until it was opened the profile waits, and no code is taken", async (test) => {
    const world = await createWorld(test);
    const { username, password } = world.sandbox.accounts.pixwel.twoFactor;
    const login = `login pixwel --base-url ${world.sandbox.url("pixwel")} --username ${username} --password-stdin`;
    await tellJson(world, [
      {
        fob: login,
        stdin: password,
        status: 15,
        data: expect.objectContaining({ state: "pending_link" }),
        error: expect.objectContaining({ code: "factor_pending" }),
      },
      {
        fob: login,
        stdin: password,
        status: 15,
        data: expect.objectContaining({ state: "pending_link" }),
        error: expect.objectContaining({ code: "factor_pending" }),
      },
      {
        fob: "whoami",
        status: 15,
        data: expect.objectContaining({ state: "pending_link" }),
        error: expect.objectContaining({ code: "factor_pending", exit: 15 }),
      },
      { fob: "otp verify", status: 14, error: expect.objectContaining({ code: "unsupported", exit: 14 }) },
    ]);
    expect(Object.values(world.files()).join()).not.toContain(password);
  });

  it("leaves a login that works in use while another waits for its code", async (test) => {
    const world = await createWorld(test);
    const { email, password } = world.sandbox.accounts.productive.twoFactor;
    const login = { ...loginOf(world.sandbox, "productive") };
    await tellJson(world, [
      { ...login, data: expect.objectContaining({ state: "active" }) },
      { ...login, data: expect.objectContaining({ session: { id: "2162", expires_at: "TIME" } }) },
      () => expect(world.sandbox.sessionIds()).not.toContain("2161"),
      {
        fob: `login productive --base-url ${world.sandbox.url("productive")} --username ${email} --password-stdin`,
        stdin: password,
        status: 2,
        error: failure(
          "usage",
          2,
          "The profile productive is another login: its user differs.",
          expect.stringContaining("--profile NAME"),
          about,
        ),
      },
      { fob: "whoami", data: expect.objectContaining({ state: "active", verified: true }) },
    ]);
  });
});
