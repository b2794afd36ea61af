import { describe, expect, it } from "vitest";
import { endSessions } from "../../src/actions/end-sessions.ts";
import { noFilter } from "../../src/actions/session-filter.ts";
import { type FakeAppOptions, fakeApp, told } from "../support/fake-app.ts";
import { ann, credentialOf, pagesOf } from "../support/fake-provider.ts";

const profile = (name: string) => ({ name, identity: ann, slots: { active: credentialOf(`t-${name}`) } });

/** Two profiles, and the plan that one of them made. */
async function planned(more: FakeAppOptions = {}, by = "work") {
  const members = {
    sessions: { list: pagesOf([{ id: "2" }]) },
    revokeSession: async () => "revoked" as const,
  };
  const options = { providers: [{ members }], profiles: [profile("home"), profile("work")], assumeYes: true };
  const how = { dryRun: false, concurrency: 1, planPath: null, expected: null, label: () => "" };
  const selection = { by: "filter", filter: noFilter, others: false, pick: false } as const;
  const maker = fakeApp({ ...options, selection: { flag: by } });
  await endSessions(maker, { ...how, selection, planPath: "plan.json" });
  const app = fakeApp({ ...options, ...more });
  app.files.set("plan.json", maker.files.get("plan.json") ?? "");
  return { app, apply: () => endSessions(app, { ...how, selection: { by: "plan", path: "plan.json" } }) };
}

describe("which profile a plan is done with", () => {
  it.each<readonly [string, FakeAppOptions, string, string]>([
    ["its own", {}, "work revoked", "work (chosen by: plan)"],
    ["its own, whatever the default is", { preferences: { defaultProfile: "home" } }, "work revoked", "plan"],
    ["its own, whatever FOB_PROFILE is", { selection: { fobProfile: "home" } }, "work revoked", "plan"],
    ["that of --profile, which it is not for", { selection: { flag: "home" } }, "home skipped", "by: flag"],
  ])("%s", async (_, more, result, note) => {
    const { app, apply } = await planned(more);
    const { reports } = await apply();
    expect(reports.map((one) => `${one.profile} ${one.result}`)).toEqual([result]);
    expect(app.terminal.seen.err).toContain(note);
  });

  it("one that is gone is named, and nothing is opened", async () => {
    const { app, apply } = await planned();
    app.profiles.delete("work");
    expect(await told(apply())).toMatchObject({
      code: "usage",
      message: "There is no profile work, which plan.json names.",
    });
    expect(app.events).toEqual([]);
  });
});
