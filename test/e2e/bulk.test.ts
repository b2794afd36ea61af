import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { failure, tellJson, tellPiped } from "./tell.ts";
import { createWorld } from "./world.ts";

const seeded = ["2153", "2154", "2155", "2156", "2157", "2158", "2159", "2160"];
const none = { revoked: 0, already_gone: 0, failed: 0, skipped: 0, would_revoke: 0 };
const ofProductive =
  (result: string, error: unknown = null) =>
  (id: string) => ({ id, profile: "productive", provider: "productive", result, error });
const notes = ["Ending sessions of productive (chosen by: only)"];

async function loggedIn(test: Parameters<typeof createWorld>[0]) {
  const world = await createWorld(test);
  await world.login("productive");
  return world;
}

describe.concurrent("ending many sessions", () => {
  it("a dry run ends nothing and asks nothing", async (test) => {
    const world = await loggedIn(test);
    await tellJson(world, [
      {
        fob: "sessions revoke --all --dry-run",
        data: ["2153", "2154", "2155", "2161"].map(ofProductive("would_revoke")),
        meta: { ...none, would_revoke: 4 },
        notes,
      },
      {
        fob: "sessions revoke --all --kind machine -n",
        data: ["2158", "2159"].map(ofProductive("would_revoke")),
        meta: { ...none, would_revoke: 2 },
        notes,
      },
      {
        fob: "sessions revoke --all --user 7441 -n",
        data: ["2157"].map(ofProductive("would_revoke")),
        meta: { ...none, would_revoke: 1 },
        notes,
      },
      {
        fob: "sessions revoke --all --older-than 100d -n",
        data: ["2155"].map(ofProductive("would_revoke")),
        meta: { ...none, would_revoke: 1 },
        notes,
      },
      { fob: "sessions revoke --all --name no* -n", data: [], meta: none, notes },
    ]);
    expect(world.sandbox.sessionIds()).toEqual([...seeded, "2161"]);
    expect(world.sandbox.requests("productive").filter(({ method }) => method === "DELETE")).toEqual([]);
  });

  it("off a terminal a filter, and the session in use by its id, want --yes; other ids do not", async (test) => {
    const world = await loggedIn(test);
    const refusal = (message: string, count: number) =>
      failure("input_needed", 2, message, `See them with --dry-run, then add --yes or --confirm ${count}.`);
    await tellJson(world, [
      {
        fob: "sessions revoke --others",
        status: 2,
        error: refusal("End 3 sessions: nobody is here to be asked.", 3),
        notes: [...notes, "3 sessions at productive: 3 user, 0 machine, your own"],
      },
      {
        fob: "sessions revoke 2161",
        status: 2,
        error: refusal("End 1 session, the current one too: nobody is here to be asked.", 1),
        notes: [...notes, "1 session at productive: named by id; the current one is among them"],
      },
      () => expect(world.sandbox.sessionIds()).toEqual([...seeded, "2161"]),
      {
        fob: "sessions revoke 2156 2153 2156",
        data: ["2156", "2153"].map(ofProductive("revoked")),
        meta: { ...none, revoked: 2 },
        notes: expect.any(Array),
      },
      {
        fob: "sessions revoke",
        status: 2,
        error: expect.objectContaining({ message: "Nothing says which sessions are to end." }),
      },
      { fob: "sessions revoke --all --others", status: 2, error: expect.objectContaining({ code: "usage" }) },
      { fob: "sessions revoke 1 --kind user", status: 2, error: expect.objectContaining({ code: "usage" }) },
      { fob: "sessions revoke --pick", status: 2, error: expect.objectContaining({ code: "input_needed" }) },
    ]);
  });

  it("a plan is made, and done but for what has changed since; again it finds all done", async (test) => {
    const world = await loggedIn(test);
    const plan = ["sessions", "revoke", "--others", "--older-than", "1d", "--plan", "old.json"];
    expect(await world.json(plan)).toMatchObject({ status: 0, meta: { would_revoke: 3 } });
    const path = join(world.home, "old.json");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const made = readFileSync(path, "utf8");
    writeFileSync(
      path,
      made.replace('"device":"Phone","platform":"iOS"', '"device":"Tablet","platform":"iOS"'),
    );
    const apply = ["sessions", "revoke", "--apply", "old.json"];
    expect(await world.json(apply)).toMatchObject({ status: 2, error: { code: "input_needed" } });
    expect(await world.json([...apply, "--confirm", "3"])).toMatchObject({ status: 13, data: null });
    const changed = {
      ...ofProductive("skipped")("2154"),
      error: expect.objectContaining({ code: "unsafe", message: "It has changed since: device." }),
    };
    expect(await world.json([...apply, "--confirm", "2"])).toMatchObject({
      status: 3,
      data: [changed, ...["2153", "2155"].map(ofProductive("revoked"))],
      meta: { ...none, revoked: 2, skipped: 1 },
    });
    writeFileSync(path, made);
    expect(await world.json([...apply, "--yes"])).toMatchObject({
      status: 0,
      data: ["2153", "2155"].map(ofProductive("already_gone")).concat(ofProductive("revoked")("2154")),
    });
    expect(world.sandbox.sessionIds()).toEqual(["2156", "2157", "2158", "2159", "2160", "2161"]);
    writeFileSync(path, "my notes");
    expect(await world.json(plan)).toMatchObject({ status: 10, error: { code: "local_io" } });
    expect(await world.json([...apply, "--yes"])).toMatchObject({ status: 2, error: { code: "usage" } });
    expect(readFileSync(path, "utf8")).toBe("my notes");
  });

  it("--others leaves the session in use, --all takes it last and forgets it", async (test) => {
    const world = await loggedIn(test);
    world.sandbox.addSessions(30);
    await tellJson(world, [
      {
        fob: "sessions revoke --others --yes",
        data: expect.any(Array),
        meta: { ...none, revoked: 33 },
        notes: expect.any(Array),
      },
      { fob: "whoami", data: expect.objectContaining({ state: "active", verified: true }) },
      () => world.sandbox.addSessions(3),
      {
        fob: "sessions revoke --all --yes",
        data: expect.any(Array),
        meta: { ...none, revoked: 4 },
        notes: expect.any(Array),
      },
      {
        fob: "whoami",
        status: 4,
        data: expect.objectContaining({ state: "not_logged_in" }),
        error: expect.objectContaining({ code: "not_logged_in" }),
      },
    ]);
    const ended = world.sandbox.requests("productive").filter(({ method }) => method === "DELETE");
    expect({ count: ended.length, last: ended.at(-1)?.path }).toEqual({ count: 37, last: "/sessions/2161" });
    expect(world.sandbox.sessionIds()).toEqual(["2156", "2157", "2158", "2159", "2160"]);
    expect(world.sandbox.violations()).toEqual([]);
  });

  it("takes ids from stdin, each once, and those already gone count as done", async (test) => {
    const world = await loggedIn(test);
    const listed = await world.fob(["sessions", "list", "--kind", "machine", "--jsonl"]);
    const ids = listed.stdout.split("\n").flatMap((line) => /^\{"id":"(\d+)"/.exec(line)?.[1] ?? []);
    expect(ids).toEqual(["2158", "2159", "2160"]);
    await tellPiped(world, [
      {
        fob: "sessions revoke - --yes",
        stdin: `${ids.join("\n")}\n\n  2158 \n9999\n`,
        out: [
          ...ids.map((id) => `${id}\tproductive\tproductive\trevoked\t\n`),
          "9999\tproductive\tproductive\talready_gone\t\n",
        ].join(""),
        err: `${notes[0]}\n4 sessions at productive: named by id\n`,
      },
      {
        fob: "sessions revoke - --yes",
        stdin: "2153\n../x\n",
        status: 2,
        err: expect.stringMatching(/^fob: \.\.\/x is not a session id: /),
      },
      { fob: "sessions revoke - --yes", stdin: "", out: "", err: `${notes[0]}\n` },
    ]);
    expect(world.sandbox.sessionIds()).toEqual(["2153", "2154", "2155", "2156", "2157", "2161"]);
  });

  it("one that fails stops no other: 3, and the report comes; alone it gives its cause's status", async (test) => {
    const world = await loggedIn(test);
    const broken = {
      match: { method: "DELETE", path: /\/sessions\/2154$/ },
      how: { status: 403 },
      times: 3,
    } as const;
    world.sandbox.fail("productive", broken);
    const forbidden = expect.objectContaining({ code: "forbidden", exit: 5 });
    await tellJson(world, [
      {
        fob: "sessions revoke 2153 2154 2155",
        status: 3,
        data: [
          ofProductive("revoked")("2153"),
          ofProductive("failed", forbidden)("2154"),
          ofProductive("revoked")("2155"),
        ],
        meta: { ...none, revoked: 2, failed: 1 },
        error: expect.objectContaining({
          hint: "--json says why for each; put that right, then run the same command again.",
          code: "partly_done",
          exit: 3,
          message: expect.stringMatching(/^1 of 3 sessions were not ended\. 2154: /),
        }),
        notes: expect.any(Array),
      },
      {
        fob: "sessions revoke 2154",
        status: 5,
        data: [ofProductive("failed", forbidden)("2154")],
        meta: { ...none, failed: 1 },
        error: forbidden,
        notes: expect.any(Array),
      },
    ]);
    expect(world.sandbox.sessionIds()).toContain("2154");
  });

  it("a login that dies half way stops the rest, which are reported as skipped", async (test) => {
    const world = await loggedIn(test);
    world.sandbox.fail("productive", { match: { method: "DELETE" }, how: { status: 401 }, times: 100 });
    const dead = expect.objectContaining({ code: "login_expired", exit: 4 });
    const { status, data, meta } = await world.json([
      "sessions",
      "revoke",
      "--others",
      "--yes",
      "--concurrency",
      "1",
    ]);
    expect({ status, data, meta }).toEqual({
      status: 3,
      data: [
        ofProductive("failed", dead)("2153"),
        ofProductive("skipped", dead)("2154"),
        ofProductive("skipped", dead)("2155"),
      ],
      meta: { ...none, failed: 1, skipped: 2 },
    });
  });

  it("local:PROFILE means logout; where the API ends no session a filter is 14 before anything is sent", async (test) => {
    const world = await createWorld(test);
    await Promise.all([world.login("amity"), world.login("babel")]);
    const sent = world.sandbox.requests().length;
    const unsupported = expect.objectContaining({ code: "unsupported", exit: 14 });
    await tellJson(world, [
      { fob: "sessions revoke --all -p babel --yes", status: 14, error: unsupported },
      { fob: "sessions revoke 1 -p babel", status: 14, error: unsupported },
      () => expect(world.sandbox.requests()).toHaveLength(sent),
      {
        fob: "sessions revoke local:amity -p amity --yes",
        data: [{ id: "local:amity", profile: "amity", provider: "amity", result: "revoked", error: null }],
        meta: { ...none, revoked: 1 },
        notes: expect.any(Array),
      },
      {
        fob: "whoami -p amity",
        status: 4,
        data: expect.objectContaining({ state: "not_logged_in" }),
        error: expect.any(Object),
      },
    ]);
  });

  it("all of a user's at Amity, by an administrator's token", async (test) => {
    const world = await createWorld(test);
    await world.login("amity");
    const { adminToken, userId } = world.sandbox.accounts.amity.open;
    const line = `sessions revoke --all --user ${userId} --yes`;
    await tellJson(world, [
      {
        fob: line,
        status: 2,
        error: expect.objectContaining({
          code: "input_needed",
          hint: expect.stringContaining("FOB_ADMIN_TOKEN"),
        }),
        notes: expect.any(Array),
      },
      {
        fob: line,
        env: { FOB_ADMIN_TOKEN: adminToken },
        data: [{ id: `user:${userId}`, profile: "amity", provider: "amity", result: "revoked", error: null }],
        meta: { ...none, revoked: 1 },
        notes: expect.any(Array),
      },
    ]);
    expect(Object.values(world.files()).join()).not.toContain(adminToken);
    expect(world.sandbox.violations()).toEqual([]);
  });
});
