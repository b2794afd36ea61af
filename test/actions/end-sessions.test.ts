import { describe, expect, it } from "vitest";
import { endSessions } from "../../src/actions/end-sessions.ts";
import { noFilter } from "../../src/actions/session-filter.ts";
import type { Provider } from "../../src/core/provider.ts";
import { type FakeAppOptions, failing, fakeApp, told } from "../support/fake-app.ts";
import { ann, credentialOf, pagesOf } from "../support/fake-provider.ts";

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

describe("local:PROFILE", () => {
  const revoke = (options: FakeAppOptions, ids: readonly string[]) => {
    const app = fakeApp({
      providers: [{ members: { logout: async () => "revoked" } }],
      profiles: ["a", "b"].map((name) => ({ name, slots: { active: credentialOf(name) } })),
      assumeYes: true,
      ...options,
    });
    const request = { dryRun: false, concurrency: 1, planPath: null, expected: null, label: () => "" };
    return { app, ended: endSessions(app, { selection: { by: "ids", ids }, ...request }) };
  };

  it.each<readonly [string, FakeAppOptions, readonly string[], string]>([
    ["where several are here", {}, ["local:b"], "Ending sessions of b (chosen by: id)"],
    ["several at once", {}, ["local:b", "local:a"], "Ending sessions of b (chosen by: id)"],
    ["beside a default", { preferences: { defaultProfile: "a" } }, ["local:b"], "of b (chosen by: id)"],
    ["with its own flag", { selection: { flag: "b" } }, ["local:b"], "of b (chosen by: flag)"],
  ])("names its profile itself: %s", async (_, options, ids, note) => {
    const { app, ended } = revoke(options, ids);
    const { reports, failure } = await ended;
    expect([reports.map(({ id, result }) => `${id} ${result}`).sort(), failure]).toEqual([
      ids.map((id) => `${id} revoked`).sort(),
      null,
    ]);
    expect(app.terminal.seen.err).toContain(note);
  });

  it("names none where an id of a server stands beside it", async () => {
    expect(await told(revoke({}, ["local:b", "7"]).ended)).toMatchObject({
      exit: 2,
      message: "More than one profile is here: a, b.",
    });
  });
});

it("a session whose id cannot be sent back is left, and the dry run says so", async () => {
  const rows = [{ id: "2" }, { id: "../users/1", revocable: false }];
  const app = fakeApp({
    providers: [{ members: { sessions: { list: pagesOf(rows) }, revokeSession: async () => "revoked" } }],
    profiles: [{ identity: ann, slots: { active: credentialOf("t") } }],
    assumeYes: true,
  });
  const filter = { by: "filter", filter: noFilter, others: false, pick: false } as const;
  const how = { selection: filter, concurrency: 1, planPath: null, expected: null, label: () => "" };
  const results = async (dryRun: boolean) => {
    const { reports, failure } = await endSessions(app, { ...how, dryRun });
    return [reports.map(({ result, error }) => [result, error?.code]), failure?.exit];
  };
  const left = ["failed", "unsupported"];
  expect(await results(true)).toEqual([[["would_revoke", undefined], left], 3]);
  expect(await results(false)).toEqual([[["revoked", undefined], left], 3]);
});
