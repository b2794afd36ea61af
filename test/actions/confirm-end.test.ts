import { describe, expect, it } from "vitest";
import { type Consent, confirmEnd } from "../../src/actions/confirm-end.ts";
import { selectByIds } from "../../src/actions/select-sessions.ts";
import { chooseTarget } from "../../src/actions/target.ts";
import { openLogin } from "../../src/actions/use-login.ts";
import { Secret } from "../../src/core/secret.ts";
import type { Session } from "../../src/core/session.ts";
import { type FakeAppOptions, fakeApp } from "../support/fake-app.ts";
import { ann, blankSession, credentialOf } from "../support/fake-provider.ts";

const hand: Consent = { chosenByHand: true, expected: null };
const filter: Consent = { chosenByHand: false, expected: null };

async function asked(
  count: number,
  consent: Consent,
  more: FakeAppOptions = {},
  first: Partial<Session> = {},
) {
  const app = fakeApp({ profiles: [{ identity: ann, slots: { active: credentialOf("t") } }], ...more });
  const login = await openLogin(app, await chooseTarget(app));
  const selected = selectByIds(
    login,
    Array.from({ length: count }, (_, at) => String(at + 1)),
  ).map((one, at) => {
    const session = { ...blankSession, id: one.id, ...(at === 0 ? first : {}) };
    return { ...one, current: session.current, session };
  });
  const end = await confirmEnd(app, login, selected, consent).then(
    () => went,
    (error: Error) => error.message,
  );
  return { end, note: app.terminal.seen.err };
}

const went = "it did not fail";
const typing = (count: number, answer: string): FakeAppOptions => ({
  terminal: { answers: [[`End ${count} sessions? Type ${count} to go on`, answer]] },
});

describe("what is asked before all of a user's sessions end", () => {
  const ofUser = async (id: string, consent: Consent, more: FakeAppOptions) => {
    const app = fakeApp({ profiles: [{ identity: ann, slots: { active: credentialOf("t") } }], ...more });
    const login = await openLogin(app, await chooseTarget(app));
    const [one] = selectByIds(login, ["1"]);
    if (one === undefined) throw new Error("nothing was selected");
    const user = { id, adminToken: new Secret("made-up-admin") };
    const whole = { ...one, id: `user:${id}`, current: id === "7", ofUser: user };
    const end = await confirmEnd(app, login, [whole], consent).then(
      () => went,
      (error: Error) => error.message,
    );
    return [end, app.terminal.seen.err];
  };
  const answering = (question: string, answer: boolean): FakeAppOptions => ({
    terminal: { answers: [[question, answer]] },
  });

  it.each<readonly [string, Consent, FakeAppOptions, string, string]>([
    ["bob", filter, answering("End every session of bob at acme?", true), went, "bob at acme"],
    [
      "7",
      filter,
      answering("End every session of 7 at acme, the current one too?", true),
      went,
      "7 at acme; the current one is among them",
    ],
    ["b\u001bb", filter, answering("End every session of b\\x1bb at acme?", true), went, "b\\x1bb at acme"],
    ["bob", filter, { assumeYes: true }, went, "bob at acme"],
    ["bob", filter, {}, "End every session of bob at acme: nobody is here to be asked.", "bob at acme"],
    [
      "bob",
      { ...filter, expected: 2 },
      {},
      "every session of bob at acme would end, not 2: nothing was ended.",
      "bob at acme",
    ],
  ])("%j: %j %j", async (id, consent, more, end, said) => {
    expect(await ofUser(id, consent, more)).toEqual([end, `every session of ${said}\n`]);
  });
});

describe("what is asked before sessions end", () => {
  it("begins with what will end", async () => {
    const yes = { assumeYes: true };
    expect((await asked(2, hand, yes, { kind: "machine", userId: "8", current: true })).note).toBe(
      "2 sessions at acme: 1 user, 1 machine, of 2 users; the current one is among them\n",
    );
    expect((await asked(1, hand, yes)).note).toBe("1 session at acme: 1 user, 0 machine, your own\n");
  });

  it.each<readonly [string, number, Consent, FakeAppOptions, string]>([
    ["nothing of ids by hand, off a terminal", 500, hand, {}, went],
    ["yes or no of a filter", 10, filter, { terminal: { answers: [["End 10 sessions?", true]] } }, went],
    [
      "no",
      10,
      filter,
      { terminal: { answers: [["End 10 sessions?", false]] } },
      "Not confirmed: nothing was ended.",
    ],
    ["the count of more than ten", 11, filter, typing(11, "11"), went],
    ["and of ids by hand too", 11, hand, typing(11, " 11 "), went],
    ["another count", 11, hand, typing(11, "12"), "Not confirmed: nothing was ended."],
    ["y", 11, hand, typing(11, "y"), "Not confirmed: nothing was ended."],
    ["nothing with --yes", 5000, filter, { assumeYes: true }, went],
    ["nothing with the right --confirm", 12, { ...filter, expected: 12 }, {}, went],
    [
      "a wrong --confirm",
      12,
      { ...filter, expected: 11 },
      { assumeYes: true },
      "12 sessions would end, not 11: nothing was ended.",
    ],
    [
      "--confirm of none",
      0,
      { ...filter, expected: 1 },
      {},
      "0 sessions would end, not 1: nothing was ended.",
    ],
    ["a filter, off a terminal", 3, filter, {}, "End 3 sessions: nobody is here to be asked."],
    ["none", 0, filter, {}, went],
  ])("%s", async (_, count, consent, options, end) => {
    expect(await asked(count, consent, options)).toMatchObject({ end });
  });
});
