import { describe, expect, it } from "vitest";
import { raw, sandboxes } from "./raw.ts";
import { type Case, expectViolation } from "./strict-client.ts";

const start = sandboxes();
const _jsonApi = { "content-type": "application/vnd.api+json" };
const json = { "content-type": "application/json" };

describe("what no document allows is noted, and refused as that API refuses", () => {
  it.each<Case>([
    [
      "pixwel",
      { method: "POST", path: "/session", headers: { "content-type": "text/plain" }, body: "{}" },
      415,
      'content type "text/plain"',
    ],
    [
      "pixwel",
      { method: "GET", path: "/users", headers: { "x-auth-token": "t" } },
      400,
      'header "x-auth-token" is not documented',
    ],
    [
      "pixwel",
      { method: "POST", path: "/session", headers: { ...json, cookie: "pixwel.sid=00" }, body: {} },
      400,
      'header "cookie" is not documented',
    ],
    [
      "pixwel",
      { method: "POST", path: "/session", headers: { ...json, authorization: "Bearer pat_x" }, body: {} },
      400,
      "the form of Authorization is not documented",
    ],
    ["amity", { method: "GET", path: "/api/v3/users/me/sessions" }, 404, "no such route is documented"],
    ["amity", { method: "DELETE", path: "/api/v3/sessions" }, 404, "no such route is documented"],
    ["amity", { method: "GET", path: "/api/v3/users/%ff" }, 404, "no such route is documented"],
    [
      "amity",
      { method: "POST", path: "/api/v3/sessions", headers: { "content-type": "text/json" }, body: {} },
      415,
      'content type "text/json"',
    ],
    [
      "amity",
      { method: "POST", path: "/api/v3/sessions", headers: json, body: { profileHandle: "a" } },
      400,
      'body field "profileHandle" is not documented',
    ],
    [
      "amity",
      { method: "POST", path: "/api/v5/sessions", headers: json, body: { refreshToken: "a" } },
      400,
      'body field "refreshToken" is not documented',
    ],
    [
      "amity",
      { method: "GET", path: "/api/v3/sessions", headers: { "x-api-key": "k" } },
      400,
      'header "x-api-key" is not documented',
    ],
    [
      "amity",
      { method: "GET", path: "/api/v3/sessions", headers: { authorization: "Token t" } },
      400,
      "the form of Authorization is not documented",
    ],
    [
      "amity",
      { method: "GET", path: "/api/v3/sessions?userId=ada" },
      400,
      'query key "userId" is not documented',
    ],
    ["babel", { method: "GET", path: "/v1/sessions" }, 404, "no such route is documented"],
    [
      "babel",
      { method: "POST", path: "/v1/auth/user", headers: json, body: {} },
      404,
      "no such route is documented",
    ],
    [
      "babel",
      { method: "POST", path: "/v1/auth/login", headers: { "content-type": "text/plain" }, body: "{}" },
      415,
      'content type "text/plain"',
    ],
    [
      "babel",
      { method: "POST", path: "/v1/auth/login", headers: json, body: { userName: "a" } },
      400,
      'body field "userName" is not documented',
    ],
    [
      "babel",
      { method: "POST", path: "/v1/auth/logout", headers: json, body: { all: true } },
      400,
      'body field "all" is not documented',
    ],
    [
      "babel",
      { method: "GET", path: "/v1/auth/user?request=1" },
      400,
      'query key "request" is not documented',
    ],
    [
      "babel",
      { method: "GET", path: "/v1/auth/user", headers: { "x-license-key": "k" } },
      400,
      'header "x-license-key" is not documented',
    ],
  ])("%s %o", (...row) => expectViolation(start, row));

  it("is a path of no API at all, too", async () => {
    const sandbox = await start();
    const { origin } = new URL(sandbox.url("babel"));
    for (const path of ["v1/auth/user", "licensing", "productive/api/v3/sessions"]) {
      expect((await raw(origin, { method: "GET", path })).status).toBe(404);
    }
    expect(sandbox.violations()).toEqual([
      "GET /v1/auth/user: no API has this path",
      "GET /licensing: no API has this path",
      "GET /productive/api/v3/sessions: no API has this path",
    ]);
  });
});
