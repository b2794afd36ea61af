import { describe, expect, it } from "vitest";
import { noFilter } from "../../src/actions/session-filter.ts";
import { type Refresh, watchSessions } from "../../src/actions/watch-sessions.ts";
import { FobError } from "../../src/core/errors.ts";
import type { Session } from "../../src/core/session.ts";
import { type FakeAppOptions, failing, fakeApp, told } from "../support/fake-app.ts";
import { blankSession, credentialOf } from "../support/fake-provider.ts";

type Answer = readonly string[] | FobError;

const request = { everyProfile: false, filter: noFilter, sort: null, limit: null };
const stored = { slots: { active: credentialOf("t") } };

/** A server that answers each look with the next of these. */
function answering(answers: readonly Answer[]) {
  const left = [...answers];
  return {
    async *list(): AsyncGenerator<readonly Session[]> {
      const answer = left.shift();
      if (answer === undefined) throw new Error("one look too many");
      if (answer instanceof FobError) throw answer;
      yield answer.map((id) => ({ ...blankSession, id }));
    },
  };
}

async function look(count: number, options: FakeAppOptions, more = {}): Promise<readonly Refresh[]> {
  const app = fakeApp(options);
  const seen: Refresh[] = [];
  for await (const refresh of watchSessions(app, { ...request, ...more }, 5000)) {
    seen.push(refresh);
    if (seen.length === count) break;
  }
  return seen;
}

const short = ({ sessions, added, vanished, failure, nextMs }: Refresh) => {
  const ids = (some: Refresh["sessions"]) =>
    some.map(({ profile, id }) => (profile === "acme" ? id : `${profile}:${id}`)).join(" ");
  return [ids(sessions), ids(added), ids(vanished), failure?.code ?? null, nextMs / 1000];
};
const watching = (...answers: readonly Answer[]) =>
  look(answers.length, { providers: [{ members: { sessions: answering(answers) } }], profiles: [stored] });

describe("a watch", () => {
  it("tells what is new and what has vanished", async () => {
    expect((await watching(["1", "2"], ["1", "2"], ["2", "3"], [])).map(short)).toEqual([
      ["1 2", "", "", null, 5],
      ["1 2", "", "", null, 5],
      ["2 3", "3", "1", null, 5],
      ["", "", "2 3", null, 5],
    ]);
  });

  it("goes on when a look fails, later and later, and takes nothing for gone meanwhile", async () => {
    const down = failing("network");
    const limited = new FobError("rate_limited", "Too fast.", { retryAfterS: 90 });
    const refreshes = await watching(["1"], down, down, down, limited, ["1", "2"], down, ["2"]);
    expect(refreshes.map(short)).toEqual([
      ["1", "", "", null, 5],
      ["1", "", "", "network", 10],
      ["1", "", "", "network", 20],
      ["1", "", "", "network", 40],
      ["1", "", "", "rate_limited", 90],
      ["1 2", "2", "", null, 5],
      ["1 2", "", "", "network", 10],
      ["2", "", "1", null, 5],
    ]);
  });

  it("calls no session new after a first look that failed", async () => {
    expect((await watching(failing("timeout"), ["1"])).map((one) => [...short(one), one.isFirst])).toEqual([
      ["", "", "", "timeout", 10, true],
      ["1", "", "", null, 5, true],
    ]);
  });

  it.each(["login_expired", "forbidden", "unsafe"] as const)("ends with %s", async (code) => {
    expect(await told(watching(["1"], failing(code)))).toMatchObject({ code });
  });

  it("of all profiles goes on while one of them can be read", async () => {
    const members = (...answers: readonly Answer[]) => ({ sessions: answering(answers) });
    const options = {
      providers: [
        { id: "acme", members: members(["1"], failing("login_expired"), failing("login_expired")) },
        { id: "bcme", members: members(["7"], ["8"], failing("login_expired")) },
      ],
      profiles: [stored, { ...stored, name: "b", provider: "bcme" }],
    };
    const seen = await look(2, options, { everyProfile: true });
    expect(seen.map((one) => short(one).slice(0, 4))).toEqual([
      ["1 b:7", "", "", null],
      ["b:8 1", "b:8", "b:7", "partly_done"],
    ]);
  });
});
