import { describe, expect, it } from "vitest";
import { withNextCommand } from "../../src/cli/next-command.ts";
import { type ErrorCode, exitStatus, FobError } from "../../src/core/errors.ts";

const codes = Object.keys(exitStatus).filter((code): code is ErrorCode => code in exitStatus);
const hintOf = (code: ErrorCode, details = {}, path = ["sessions", "list"]) =>
  withNextCommand(new FobError(code, "It failed.", details), path).details.hint;
const pg = { provider: "productive", profile: "pg" };

describe("what to type after a failure that does not say it", () => {
  it.each(codes.filter((code) => !["hangup", "interrupted", "terminated"].includes(code)))("%s", (code) => {
    expect(hintOf(code)).toMatch(/\w/);
    expect(hintOf(code, { hint: "Do this." })).toBe("Do this.");
  });

  it.each<readonly [ErrorCode, object, string | undefined]>([
    ["usage", {}, "See: fob help sessions list"],
    ["network", {}, "See what is wrong with: fob doctor"],
    ["unsupported", {}, "See what can be done: fob provider list"],
    ["unsupported", { provider: "babel" }, "See what can be done: fob provider show babel"],
    ["interrupted", {}, undefined],
    ["login_expired", {}, "Log in again: fob login"],
    ["login_expired", pg, "Log in again: fob login productive --profile pg"],
    ["not_logged_in", pg, "Log in: fob login productive --profile pg"],
    ["factor_pending", pg, "Answer it: fob otp verify --profile pg"],
    ["outcome_unknown", pg, "Look before you run it again: fob sessions list --profile pg"],
    [
      "forbidden",
      pg,
      "See who you are there with: fob whoami --profile pg. Another login is named by --profile NAME.",
    ],
  ])("%s %j", (code, details, hint) => {
    expect(hintOf(code, details)).toBe(hint);
  });

  it.each(["whoami", "login"])("%s is not to be asked about itself", (command) => {
    const others = "Another login is named by --profile NAME.";
    expect(hintOf("forbidden", pg, [command])).toBe(`The provider has to allow it. ${others}`);
    expect(hintOf("blocked", pg, [command])).toBe(`The provider has to lift the block. ${others}`);
    expect(hintOf("login_expired", pg, [command])).toBe("Log in again: fob login productive --profile pg");
  });

  it("nothing else of the failure is changed", () => {
    const failure = new FobError("usage", "It failed.", { profile: "a", exit: 125 });
    const { message, exit, details } = withNextCommand(failure, []);
    expect({ message, exit, details }).toMatchObject({
      message: "It failed.",
      exit: 125,
      details: { profile: "a", hint: "See: fob help" },
    });
  });
});
