import { describe, expect, it } from "vitest";
import fixtureJwt from "../fixtures/productive/jwt.json" with { type: "json" };
import fixtureLogin from "../fixtures/productive/login.json" with { type: "json" };
import fixtureSessions from "../fixtures/productive/sessions.json" with { type: "json" };
import { answered, logIn, machine, send } from "./productive-client.ts";
import { paths, sandboxes } from "./raw.ts";

const start = sandboxes();

describe("the sessions of Productive", () => {
  it("are listed as the sample does, each with its token, those of others too", async () => {
    const sandbox = await start();
    const token = await logIn(sandbox);
    const answer = await send(sandbox, { method: "GET", path: "/sessions" }, token);
    expect([answer.status, answer.type]).toEqual([200, answered]);
    expect(paths(answer.json)).toEqual(paths(fixtureSessions));
    expect(answer.json.links).toEqual(fixtureSessions.links);
    expect(answer.json.meta).toEqual({
      current_page: 1,
      total_pages: 1,
      total_count: 9,
      page_size: 30,
      max_page_size: 200,
    });
    const rows: { id: string; attributes: { token: string; user_id: number } }[] = answer.json.data;
    expect(rows.map(({ id }) => id)).toEqual(sandbox.sessionIds());
    expect(rows.at(-1)?.attributes.token).toBe(token);
    expect(new Set(rows.map(({ attributes }) => attributes.token)).size).toBe(9);
    expect(new Set(rows.map(({ attributes }) => attributes.user_id))).toEqual(new Set([7443, 7449, 7441]));
  });

  it("end by DELETE, once, and the token with them", async () => {
    const sandbox = await start();
    const token = await logIn(sandbox);
    const gone = await send(sandbox, { method: "DELETE", path: "/sessions/2153" }, token);
    expect([gone.status, gone.type, gone.text]).toEqual([204, null, ""]);
    const again = await send(sandbox, { method: "DELETE", path: "/sessions/2153" }, token);
    expect([again.status, again.type, again.json]).toEqual([
      404,
      answered,
      {
        errors: [
          {
            status: "404",
            code: "record_not_found",
            title: "Record Not Found",
            detail: "The requested record was not found",
            meta: {},
            source: {},
          },
        ],
      },
    ]);
    const own = sandbox.sessionIds().at(-1);
    expect((await send(sandbox, { method: "DELETE", path: `/sessions/${own}` }, token)).status).toBe(204);
    expect((await send(sandbox, { method: "GET", path: "/sessions" }, token)).status).toBe(401);
    expect(sandbox.violations()).toEqual([]);
  });
});

describe("what Productive mints", () => {
  it("is a machine session without an end", async () => {
    const sandbox = await start();
    const token = await logIn(sandbox);
    const answer = await send(sandbox, machine({ name: "test token", read_only: true }), token);
    expect([answer.status, answer.type]).toEqual([201, answered]);
    expect(paths(answer.json)).toEqual(paths(fixtureLogin));
    expect(answer.json.data.attributes).toMatchObject({
      name: "test token",
      user_id: 7443,
      machine: true,
      read_only: true,
      token_expires_at: null,
    });
    sandbox.expireTokens("productive");
    const minted: string = answer.json.data.attributes.token;
    expect((await send(sandbox, { method: "GET", path: "/users" }, minted)).status).toBe(200);
    expect((await send(sandbox, machine({ name: "more" }), minted)).status).toBe(403);
    expect((await send(sandbox, { method: "DELETE", path: "/sessions/2153" }, minted)).status).toBe(403);
  });

  it.each([
    ["no name", {}],
    ["an empty name", { name: "" }],
    ["a name of blanks", { name: " " }],
  ])("needs a name, not %s", async (_, attributes) => {
    const sandbox = await start();
    const answer = await send(sandbox, machine(attributes), await logIn(sandbox));
    expect([answer.status, answer.json]).toEqual([
      422,
      {
        errors: [
          {
            status: "422",
            code: "invalid_attribute",
            title: "Invalid Attribute",
            detail: "can't be blank",
            source: { pointer: "data/attributes/name" },
          },
        ],
      },
    ]);
  });

  it("is a JWT in plain JSON", async () => {
    const sandbox = await start();
    const answer = await send(
      sandbox,
      { method: "POST", path: "/sessions/jwt?expires_in=60" },
      await logIn(sandbox),
    );
    expect([answer.status, answer.type]).toEqual([201, "application/json; charset=utf-8"]);
    expect(paths(answer.json)).toEqual(paths(fixtureJwt));
    const exp = Date.UTC(2026, 0, 15, 12, 1) / 1000;
    expect(answer.json.payload).toEqual({ user_id: 7443, exp, type: "read-only" });
    const [header, payload] = answer.json.jwt
      .split(".")
      .map((part: string) => Buffer.from(part, "base64url").toString());
    expect([header, payload]).toEqual(['{"alg":"HS256"}', JSON.stringify(answer.json.payload)]);
  });
});
