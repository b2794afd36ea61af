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

it("a plan is written in the spelling of all JSON of fob's, and read back from it", async () => {
  const { app, apply } = await planned();
  const text = app.files.get("plan.json") ?? "";
  const { filter, sessions } = JSON.parse(text);
  expect(
    Object.keys({ ...filter, ...sessions[0], ...sessions[0].is }).filter((key) => /[A-Z]/.test(key)),
  ).toEqual([]);
  app.files.set("plan.json", text.replace('"user_id":null', '"user_id":"8"'));
  const { reports } = await apply();
  expect(reports.map(({ result, error }) => [result, error?.message])).toEqual([
    ["skipped", "It is no longer what was planned: its user."],
  ]);
});

describe("a plan of ids by hand", () => {
  const how = { dryRun: false, concurrency: 1, planPath: null, expected: null, label: () => "" };
  const listed = [{ id: "2", name: "phone" }, { id: "3", kind: "machine" as const, name: "ci" }, { id: "4" }];
  const options = (rows: readonly object[], more: FakeAppOptions = {}): FakeAppOptions => ({
    providers: [{ members: { sessions: { list: pagesOf(rows) }, revokeSession: async () => "revoked" } }],
    profiles: [profile("work")],
    assumeYes: true,
    ...more,
  });
  const plan = (app: ReturnType<typeof fakeApp>, ids: readonly string[]) =>
    endSessions(app, { ...how, selection: { by: "ids", ids }, planPath: "plan.json" });
  const planIn = (app: ReturnType<typeof fakeApp>) => JSON.parse(app.files.get("plan.json") ?? "");
  async function applied(text: string, rows: readonly object[]) {
    const app = fakeApp(options(rows));
    app.files.set("plan.json", text);
    const { reports } = await endSessions(app, { ...how, selection: { by: "plan", path: "plan.json" } });
    return reports.map(({ id, result, error }) => `${id} ${result} ${error?.message ?? ""}`.trim());
  }

  it("says what each is, and which the list does not show", async () => {
    const app = fakeApp(options(listed));
    await plan(app, ["3", "9", "2"]);
    const told = planIn(app).sessions.map(({ id, name, is }: Record<string, unknown>) => [
      id,
      name,
      is !== null,
    ]);
    expect(told).toEqual([
      ["3", "ci", true],
      ["9", null, false],
      ["2", "phone", true],
    ]);
    expect(app.warnings.map(({ code, message }) => [code, message])).toEqual([
      ["plan_unseen", "Not in the list, so that the plan holds their ids alone: 1 of 3 (9)."],
    ]);
  });

  it("is done for what is as it was, and for nothing that nobody has seen", async () => {
    const app = fakeApp(options(listed));
    await plan(app, ["2", "3", "9", "10"]);
    const text = app.files.get("plan.json") ?? "";
    const later = [{ id: "2", name: "tablet" }, listed[1] ?? {}, { id: "9" }];
    expect(await applied(text, later)).toEqual([
      "2 skipped It has changed since: name.",
      "9 skipped It was not in the list when the plan was made.",
      "10 already_gone",
      "3 revoked",
    ]);
  });

  it.each(["user:7", "local:work"])("%s in a file that somebody wrote is not taken for gone", async (id) => {
    const app = fakeApp(options(listed));
    await plan(app, ["2"]);
    const text = (app.files.get("plan.json") ?? "").replace('"id":"2"', `"id":"${id}"`);
    expect(await applied(text, listed)).toEqual([`${id} skipped That is no session of a list.`]);
  });

  const noList = { providers: [{ members: { revokeUser: async () => "revoked" as const } }] };
  const adas = { ...noFilter, userId: "7" };
  it.each([
    ["a login of this machine", {}, { by: "ids", ids: ["2", "local:work"] }, "usage", 2],
    [
      "an API without a list",
      noList,
      { by: "filter", filter: adas, others: false, pick: false },
      "unsupported",
      14,
    ],
  ] as const)(
    "%s cannot be planned, which is said before anything is sent",
    async (_, more, selection, code, exit) => {
      const app = fakeApp(options(listed, more));
      const ended = endSessions(app, { ...how, selection, planPath: "plan.json" });
      expect(await told(ended)).toMatchObject({ code, exit });
      expect([app.events, [...app.files]]).toEqual([[], []]);
    },
  );
});
