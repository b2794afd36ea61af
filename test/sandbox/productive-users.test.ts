import { describe, expect, it } from "vitest";
import { answered, logIn, send } from "./productive-client.ts";
import { sandboxes } from "./raw.ts";

const start = sandboxes();

describe("who is who at Productive", () => {
  it("lists users whose first is not the caller, and shows one by id", async () => {
    const sandbox = await start();
    const token = await logIn(sandbox);
    const list = await send(sandbox, { method: "GET", path: "/users" }, token);
    expect(list.json.data.map((user: { id: string }) => user.id)).toEqual(["7441", "7443", "7449"]);
    const one = await send(sandbox, { method: "GET", path: "/users/7449" }, token);
    expect([one.status, one.json.data.attributes]).toMatchObject([
      200,
      {
        email: "grace@sandbox.example",
        two_factor_auth: true,
        default_organization_id: 67,
        sso_provision: false,
      },
    ]);
    expect((await send(sandbox, { method: "GET", path: "/users/1" }, token)).json.errors[0].code).toBe(
      "record_not_found",
    );
  });

  it("names organization and person where they are asked for", async () => {
    const sandbox = await start();
    const token = await logIn(sandbox, "twoOrganizations");
    const path = "/organization_memberships";
    const plain = await send(sandbox, { method: "GET", path }, token);
    expect(plain.json.data[0].relationships).toEqual({
      organization: { meta: { included: false } },
      person: { meta: { included: false } },
    });
    const full = await send(sandbox, { method: "GET", path: `${path}?include=organization,person` }, token);
    expect(full.json.data.map((one: { relationships: object }) => one.relationships)).toEqual([
      {
        organization: { data: { type: "organizations", id: "67" } },
        person: { data: { type: "people", id: "744167" } },
      },
      {
        organization: { data: { type: "organizations", id: "68" } },
        person: { data: { type: "people", id: "744168" } },
      },
    ]);
    expect(full.json.included.map((one: { type: string; id: string }) => `${one.type} ${one.id}`)).toEqual([
      "organizations 67",
      "people 744167",
      "organizations 68",
      "people 744168",
    ]);
  });
});

describe("the rate limit of Productive", () => {
  it("is off unless asked for", async () => {
    const sandbox = await start();
    const token = await logIn(sandbox);
    for (let i = 0; i < 120; i++) await send(sandbox, { method: "GET", path: "/users" }, token);
    expect((await send(sandbox, { method: "GET", path: "/users" }, token)).status).toBe(200);
  });

  it("is a hundred requests in ten seconds, then says how long to wait", async () => {
    const sandbox = await start({ rateLimits: true });
    const token = await logIn(sandbox);
    const statuses: number[] = [];
    for (let i = 0; i < 101; i++)
      statuses.push((await send(sandbox, { method: "GET", path: "/users" }, token)).status);
    expect(statuses).toEqual([...Array<number>(100).fill(200), 429]);
    sandbox.advance(7_500);
    const refused = await send(sandbox, { method: "GET", path: "/users" }, token);
    expect([refused.status, refused.type, refused.headers["retry-after"]]).toEqual([429, answered, "3"]);
    sandbox.advance(2_500);
    expect((await send(sandbox, { method: "GET", path: "/users" }, token)).status).toBe(200);
  });
});
