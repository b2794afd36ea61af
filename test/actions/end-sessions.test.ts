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

type Revoke = NonNullable<Provider["revokeSession"]>;

function endEach(revokeSession: Revoke, ids: readonly string[], signal?: AbortSignal) {
  const app = fakeApp({
    providers: [{ members: { revokeSession } }],
    profiles: [{ session: { id: "1", expiresAt: null }, slots: { active: credentialOf("t") } }],
    assumeYes: true,
    ...(signal === undefined ? {} : { signal }),
  });
  const request = { dryRun: false, concurrency: 1, planPath: null, expected: null, label: () => "" };
  return endSessions(app, { selection: { by: "ids", ids }, ...request });
}

describe("a signal", () => {
  it("leaves open whether the request that it cut off has done its work", async () => {
    const controller = new AbortController();
    const cut: Revoke = async (_, id) => {
      if (id === "2") return "revoked";
      controller.abort(failing("interrupted"));
      throw failing("interrupted");
    };
    const { reports, failure } = await endEach(cut, ["2", "3", "4"], controller.signal);
    expect(reports.map(({ id, result, error }) => [id, result, error?.code])).toEqual([
      ["2", "revoked", undefined],
      ["3", "failed", "outcome_unknown"],
      ["4", "skipped", undefined],
    ]);
    expect([failure?.exit, failure?.message]).toEqual([
      130,
      "Interrupted: 1 of 3 sessions were not ended, whether 1 of 3 ended is not known.",
    ]);
  });

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

describe("another run", () => {
  const refusing: Revoke = async (_, id) => {
    if (id === "2") throw failing("provider_error");
    return "revoked";
  };

  it.each<readonly [string, readonly string[], string]>([
    ["is the advice", ["2", "3"], "Run the same command again: what is already gone counts as done."],
    [
      "needs a new login, where the own one has ended",
      ["2", "1"],
      "Log in again: fob login acme --profile acme; then run the same command again.",
    ],
  ])("%s", async (_, ids, hint) => {
    const { failure } = await endEach(refusing, ids);
    expect([failure?.code, failure?.details.hint]).toEqual(["partly_done", hint]);
  });
});
