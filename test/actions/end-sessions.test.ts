import { describe, expect, it } from "vitest";
import { endSessions } from "../../src/actions/end-sessions.ts";
import type { Provider } from "../../src/core/provider.ts";
import { failing, fakeApp } from "../support/fake-app.ts";
import { credentialOf } from "../support/fake-provider.ts";

/** Sessions 2, 3 and 4 are to end; a signal comes while 3 or 4 does. */
async function cutAt(id: string, dryRun = false, code: "terminated" | "timeout" = "terminated") {
  const controller = new AbortController();
  if (dryRun) controller.abort(failing(code));
  const revokeSession: Provider["revokeSession"] = async (_, one) => {
    if (one === id) controller.abort(failing(code));
    return "revoked";
  };
  const app = fakeApp({
    providers: [{ members: { revokeSession } }],
    profiles: [{ slots: { active: credentialOf("t") } }],
    signal: controller.signal,
    assumeYes: true,
  });
  const { failure } = await endSessions(app, {
    selection: { by: "ids", ids: ["2", "3", "4"] },
    dryRun,
    concurrency: 1,
    planPath: null,
    expected: null,
    label: () => "",
  });
  return failure === null ? null : [failure.code, failure.message, failure.details.hint !== undefined];
}

describe("a signal", () => {
  it.each<readonly [string, string, unknown]>([
    ["in the middle", "3", ["terminated", "Interrupted: 1 of 3 sessions were not ended.", true]],
    ["during the last", "4", ["terminated", "Interrupted, but every session was ended already.", false]],
    ["that does not come", "none", null],
  ])("%s: the failure says what is left", async (_, id, failure) => {
    expect(await cutAt(id)).toEqual(failure);
  });

  it("of the time limit that comes when all is done is none", async () => {
    expect([await cutAt("3", false, "timeout"), await cutAt("4", false, "timeout")]).toEqual([
      ["timeout", "Interrupted: 1 of 3 sessions were not ended.", true],
      null,
    ]);
  });

  it("is no failure of a dry run that has told everything", async () => {
    expect(await cutAt("none", true)).toBeNull();
  });
});
