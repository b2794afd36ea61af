import { describe, expect, it } from "vitest";
import type { ProviderDefinition } from "../../../src/core/provider.ts";
import { Secret } from "../../../src/core/secret.ts";
import { amity } from "../../../src/providers/amity/index.ts";
import { babel } from "../../../src/providers/babel/index.ts";
import { pixwel } from "../../../src/providers/pixwel/index.ts";
import { productive } from "../../../src/providers/productive/index.ts";
import { type ApiWorldOptions, apiWorld } from "../../support/api-world.ts";

const json = "application/json";
const jsonApi = "application/vnd.api+json";
const cookie = (name: string, path: string) => ({
  name,
  value: `v-${name}`,
  path,
  secure: false,
  expiresMs: null,
});
const jar = JSON.stringify([
  cookie("sid", "/"),
  cookie("deep", "/base/thing"),
  cookie("other", "/elsewhere"),
]);

/** What each way to log in adds to a request, and the media type of its API. */
const logins: readonly [string, ProviderDefinition, ApiWorldOptions, string, Record<string, string>][] = [
  ["productive", productive, {}, jsonApi, { "x-auth-token": "t-1" }],
  [
    "productive in an organization",
    productive,
    { profile: { settings: { organizationId: "42" } } },
    jsonApi,
    { "x-auth-token": "t-1", "x-organization-id": "42" },
  ],
  ["pixwel with a token", pixwel, {}, json, { authorization: "Bearer t-1" }],
  [
    "pixwel with cookies",
    pixwel,
    { credential: { secrets: { cookies: new Secret(jar) } } },
    json,
    { cookie: "deep=v-deep; sid=v-sid" },
  ],
  [
    "amity",
    amity,
    { credential: { secrets: { accessToken: new Secret("a-1"), apiKey: new Secret("k-1") } } },
    json,
    { authorization: "Bearer a-1" },
  ],
  [
    "babel with token and key",
    babel,
    { credential: { secrets: { token: new Secret("b-1"), apiKey: new Secret("api_1") } } },
    json,
    { authorization: "Bearer b-1", "x-api-key": "api_1" },
  ],
  [
    "babel with a key in a header of its own",
    babel,
    {
      credential: { secrets: { apiKey: new Secret("api_1") } },
      profile: { settings: { apiKeyHeader: "X-Licence" } },
    },
    json,
    { "x-licence": "api_1" },
  ],
];

describe.each(logins)("a request as %s", (_, definition, options, mediaType, proof) => {
  it("carries this login, and nothing of any other", async () => {
    const answer = { status: 200, body: { success: true } };
    const world = await apiWorld(
      definition,
      {
        "GET /thing/7?a=b+c": answer,
        "PUT /thing/7": answer,
        "DELETE /thing/7": answer,
        "GET /thing/8": answer,
      },
      { basePath: "/base", ...options },
    );
    const host = world.api.origin.slice("http://".length);
    const accept = mediaType === json ? json : `${mediaType}, ${json}`;
    const usual = { host, accept, "accept-encoding": "identity", "user-agent": "fob/test", ...proof };
    await world.answer({ path: "/thing/7", queries: ["a=b c"] });
    await world.answer({ method: "put", path: "/thing/7", body: () => Buffer.from('{"b":1}') });
    await world.answer({ method: "DELETE", path: "/thing/7" });
    await world.answer({
      path: "/thing/8",
      headers: ["Accept: text/csv", "Content-Type: text/plain", "X-Range: 1"],
      body: () => Buffer.from("text"),
    });
    expect(world.api.received).toEqual([
      {
        method: "GET",
        url: "/base/thing/7?a=b+c",
        headers: { ...usual, connection: "keep-alive" },
        body: "",
      },
      {
        method: "PUT",
        url: "/base/thing/7",
        headers: { ...usual, connection: "close", "content-type": mediaType, "content-length": "7" },
        body: { b: 1 },
      },
      {
        method: "DELETE",
        url: "/base/thing/7",
        headers: { ...usual, connection: "close", "content-type": mediaType },
        body: "",
      },
      {
        method: "GET",
        url: "/base/thing/8",
        headers: {
          ...usual,
          connection: "keep-alive",
          accept: "text/csv",
          "content-type": "text/plain",
          "content-length": "4",
          "x-range": "1",
        },
        body: "text",
      },
    ]);
  });

  it("takes no header that could log in as somebody else", async () => {
    const world = await apiWorld(definition, {}, options);
    for (const name of [
      ...Object.keys(proof).filter((one) => one !== "x-organization-id"),
      "authorization",
      "cookie",
    ]) {
      await expect(world.call({ headers: [`${name}: canary`] })).rejects.toMatchObject({
        code: "usage",
        message: `The header ${name} is not taken: what logs in comes from the profile.`,
      });
    }
  });
});

describe("a request", () => {
  it("may ask another organization, which is no secret", async () => {
    const world = await apiWorld(
      productive,
      { "GET /x": {} },
      { profile: { settings: { organizationId: "42" } } },
    );
    await world.answer({ headers: ["X-Organization-Id: 7"] });
    expect(world.api.received[0]?.headers["x-organization-id"]).toBe("7");
  });

  it("goes to the address that the login was got from, or nowhere", async () => {
    const world = await apiWorld(productive, {}, { profile: { baseUrl: "https://elsewhere.example" } });
    await expect(world.call({})).rejects.toMatchObject({ code: "unsafe", exit: 13 });
  });

  it.each(["CONNECT", "trace"])("cannot be a %s", async (method) => {
    const world = await apiWorld(productive, {});
    await expect(world.call({ method })).rejects.toMatchObject({
      code: "usage",
      message: `fob does not send ${method.toUpperCase()}.`,
    });
  });

  it.each(["", "GE T", "GET\r\nX: y", "M-SEARCH", "/projects", "a".repeat(33)])(
    "cannot be a %j",
    async (method) => {
      const world = await apiWorld(productive, {});
      await expect(world.call({ method })).rejects.toMatchObject({
        code: "usage",
        message: "METHOD is letters alone.",
      });
    },
  );

  it("reads no body where something else is wrong", async () => {
    const world = await apiWorld(productive, {});
    const body = () => {
      throw new Error("the body was read");
    };
    await expect(world.call({ path: "/..", body })).rejects.toMatchObject({ code: "usage" });
    await expect(world.call({ headers: ["Host: x"], body })).rejects.toMatchObject({ code: "usage" });
  });
});
