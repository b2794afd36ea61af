import { describe, expect, it } from "vitest";
import { withNextCommand } from "../../src/cli/next-command.ts";
import { type ErrorCode, exitStatus, FobError } from "../../src/core/errors.ts";

const codes = Object.keys(exitStatus).filter((code): code is ErrorCode => code in exitStatus);
const hintOf = (code: ErrorCode, details = {}) =>
  withNextCommand(new FobError(code, "It failed.", details), ["sessions", "list"]).details.hint;

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
  ])("%s %j", (code, details, hint) => {
    expect(hintOf(code, details)).toBe(hint);
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
