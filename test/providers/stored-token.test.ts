import { expect, it } from "vitest";
import type { ProviderDeps } from "../../src/core/provider.ts";
import { Secret } from "../../src/core/secret.ts";
import { providers } from "../../src/providers/index.ts";
import { storedTokens } from "../../src/providers/stored-token.ts";

const deps: ProviderDeps = {
  http: { send: () => Promise.reject(new Error("nothing is to be sent")) },
  clock: { now: () => new Date(0), monotonicMs: () => 0, sleep: () => Promise.resolve() },
  keep: (value) => new Secret(value),
  baseUrl: "https://api.example",
  settings: {},
};

// Another provider does without: the program answers for it.
it("is of those whose token is one of their secrets", () => {
  const quick = ["amity", "babel", "pixwel", "productive"];
  expect(Object.keys(storedTokens)).toEqual(expect.arrayContaining(quick));
  expect(providers.map(({ info }) => info.id)).toEqual(expect.arrayContaining(Object.keys(storedTokens)));
});

it.each(Object.entries(storedTokens))("is the token that %s gives itself: %j", async (id, names = []) => {
  const definition = await providers.find(({ info }) => info.id === id)?.load();
  const provider = definition?.create(deps);
  for (const [at] of names.entries()) {
    const there = names.slice(at);
    const secrets = Object.fromEntries(there.map((name) => [name, new Secret(`the ${name}`)]));
    const { baseUrl } = deps;
    const form = provider?.tokenForm({ baseUrl, secrets, details: {}, expiresAt: null, given: false });
    expect(form?.raw.reveal()).toBe(`the ${there[0]}`);
  }
});
