import { existsSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createRecentSessions } from "../../src/platform/recent-sessions.ts";
import { newHome, removeHome } from "../support/cli.ts";

const sessions = [
  { id: "1", name: "ci" },
  { id: "2", name: null },
];

function place(later = { ms: 0 }) {
  const home = newHome();
  onTestFinished(() => removeHome(home));
  const folder = join(home, "fob");
  const recent = createRecentSessions(
    () => folder,
    () => new Date(Date.UTC(2026, 0, 1) + later.ms),
  );
  return { folder, recent, later, file: join(folder, "completion/work.json") };
}

describe("the sessions that were listed", () => {
  it("are recalled, each profile's its own, from a file of 0600", () => {
    const { recent, file } = place();
    recent.remember("work", sessions);
    recent.remember("home", []);
    expect([recent.recall("work"), recent.recall("home"), recent.recall("else")]).toEqual([sessions, [], []]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual({
      v: 1,
      at: "2026-01-01T00:00:00.000Z",
      sessions,
    });
  });

  it.each([
    [599_999, true],
    [600_000, false],
    [-1, false],
  ])("%i ms later: still there %s; what is too old is removed", (ms, isThere) => {
    const { recent, later, file } = place();
    recent.remember("work", sessions);
    later.ms = ms;
    expect(recent.recall("work")).toEqual(isThere ? sessions : []);
    expect(existsSync(file)).toBe(isThere);
  });

  it("go with the profile when it is renamed, as old as they were, and when it is removed", () => {
    const { folder, recent, later, file } = place();
    recent.remember("work", sessions);
    later.ms = 599_999;
    recent.rename("work", "office");
    expect([existsSync(file), recent.recall("work"), recent.recall("office")]).toEqual([false, [], sessions]);
    later.ms += 1;
    expect(recent.recall("office")).toEqual([]);
    recent.remember("office", sessions);
    recent.forget("office");
    expect(readdirSync(join(folder, "completion"))).toEqual([]);
    recent.rename("nobody", "office");
    recent.forget("nobody");
    expect(readdirSync(join(folder, "completion"))).toEqual([]);
  });

  it.each(["", "{", "[]", '{"v":2}', '{"v":1,"at":"x","sessions":[]}', '{"v":1,"sessions":{}}'])(
    "a file that says %j offers nothing",
    (text) => {
      const { recent, file } = place();
      recent.remember("work", sessions);
      writeFileSync(file, text);
      expect(recent.recall("work")).toEqual([]);
    },
  );

  it("what is no session in it is passed over; a long name is cut between characters", () => {
    const { recent, file } = place();
    recent.remember("work", [{ id: "1", name: "😀".repeat(100) }]);
    expect(recent.recall("work")).toEqual([{ id: "1", name: "😀".repeat(80) }]);
    const at = "2026-01-01T00:00:00.000Z";
    writeFileSync(file, JSON.stringify({ v: 1, at, sessions: [null, { id: 1 }, { id: "2", name: 3 }] }));
    expect(recent.recall("work")).toEqual([{ id: "2", name: null }]);
  });

  it("a profile's name never leads out of the folder, and a link is not followed", () => {
    const { folder, recent, file } = place();
    recent.remember("../work", sessions);
    recent.remember("work", sessions);
    expect(existsSync(join(folder, "work.json"))).toBe(false);
    const other = join(folder, "other.json");
    writeFileSync(other, readFileSync(file));
    symlinkSync(other, join(folder, "completion/linked.json"));
    expect(recent.recall("linked")).toEqual([]);
  });

  it("a file where the folder should be fails nothing", () => {
    const { folder, recent } = place();
    recent.remember("work", []);
    const inFile = createRecentSessions(
      () => join(folder, "completion/work.json"),
      () => new Date(),
    );
    expect(() => inFile.remember("work", sessions)).not.toThrow();
    expect(inFile.recall("work")).toEqual([]);
  });
});
