import { describe, expect, it } from "vitest";
import type { ProviderId } from "../../src/sandbox/index.ts";
import { type RawRequest, raw, sandboxes } from "./raw.ts";

const start = sandboxes();
const jsonApi = { "content-type": "application/vnd.api+json" };
const json = { "content-type": "application/json" };

describe("what was seen", () => {
  const secret = "a-secret-value";

  it.each<[ProviderId, RawRequest, object]>([
    [
      "productive",
      {
        method: "POST",
        path: "/sessions",
        headers: jsonApi,
        body: { data: { attributes: { email: "a", password: secret } } },
      },
      { body: { data: { attributes: { email: "a", password: "[masked]" } } } },
    ],
    [
      "productive",
      { method: "GET", path: "/sessions?sort=id", headers: { "x-auth-token": secret } },
      { path: "/sessions?sort=id", headers: { "x-auth-token": "[masked]" }, body: null },
    ],
    [
      "pixwel",
      { method: "GET", path: "/users", headers: { authorization: `Basic ${secret}` } },
      { headers: { authorization: "Basic [masked]" } },
    ],
    [
      "pixwel",
      { method: "GET", path: "/users", headers: { cookie: `pixwel.sid=${secret}` } },
      { headers: { cookie: "pixwel.sid=[masked]" } },
    ],
    [
      "amity",
      {
        method: "POST",
        path: "/api/v3/sessions",
        headers: { ...json, "x-api-key": secret },
        body: { userId: "a", authToken: secret },
      },
      { headers: { "x-api-key": "[masked]" }, body: { userId: "a", authToken: "[masked]" } },
    ],
    [
      "babel",
      { method: "GET", path: "/v1/roles", headers: { authorization: `Bearer ${secret}` } },
      { headers: { authorization: "Bearer [masked]" } },
    ],
    [
      "babel",
      { method: "POST", path: "/v1/auth/login", headers: json, body: `{"password":"${secret}"` },
      { body: "[no JSON]" },
    ],
  ])("shows no credential: %s %o", async (provider, request, shown) => {
    const sandbox = await start();
    await raw(sandbox.url(provider), request);
    const seen = sandbox.requests(provider);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ provider, method: request.method, ...shown });
    expect(JSON.stringify(sandbox.requests())).not.toContain(secret);
    expect(sandbox.violations().join()).not.toContain(secret);
  });

  it("masks the header that was chosen for Babel's key", async () => {
    const sandbox = await start({ babel: { apiKeyHeader: "X-License-Key" } });
    await raw(sandbox.url("babel"), {
      method: "GET",
      path: "/v1/roles",
      headers: { "x-license-key": secret },
    });
    expect(sandbox.requests("babel")[0]?.headers["x-license-key"]).toBe("[masked]");
  });
});
