import { onTestFinished } from "vitest";
import { callApi } from "../../src/actions/api/call-api.ts";
import type { ApiAnswer } from "../../src/actions/api/outcome.ts";
import type { ApiWords } from "../../src/actions/api/request.ts";
import type { Credential } from "../../src/core/credential.ts";
import type { Profile } from "../../src/core/profile.ts";
import type { ProviderDefinition } from "../../src/core/provider.ts";
import { createHttpClient } from "../../src/platform/http/index.ts";
import { type FakeApi, fakeApi, type Routes } from "./fake-api.ts";
import { type FakeApp, fakeApp } from "./fake-app.ts";
import { credentialOf } from "./fake-provider.ts";

export interface ApiWorld {
  readonly api: FakeApi;
  readonly app: FakeApp;
  call(words: Partial<ApiWords>, paginate?: boolean): ReturnType<typeof callApi>;
  answer(words: Partial<ApiWords>): Promise<ApiAnswer>;
}

export interface ApiWorldOptions {
  readonly basePath?: string;
  readonly credential?: Partial<Credential>;
  readonly profile?: Partial<Profile>;
}

/** Requests of the user's own with a stored login of a real adapter, over real HTTP to a server of these routes. */
export async function apiWorld(
  definition: ProviderDefinition,
  routes: Routes,
  { basePath = "", credential = {}, profile = {} }: ApiWorldOptions = {},
): Promise<ApiWorld> {
  const below = Object.entries(routes).map(([key, answer]) => [key.replace(" ", ` ${basePath}`), answer]);
  const api = await fakeApi(Object.fromEntries(below));
  const baseUrl = api.origin + basePath;
  const active = credentialOf("t-1", { baseUrl, ...credential });
  const fake = fakeApp({
    profiles: [{ name: "mine", provider: definition.info.id, baseUrl, ...profile, slots: { active } }],
  });
  const { clock, budget, keep } = fake;
  const world = { clock, budget, env: {}, random: () => 0.5, userAgent: "fob/test", trace: () => undefined };
  const client = createHttpClient(world);
  onTestFinished(() => client.close());
  const app: FakeApp = {
    ...fake,
    providers: [definition],
    openProvider: async (site) => definition.create({ http: client.at(site), clock, keep, ...site }),
    rawHttp: (site) => client.rawAt(site),
  };
  const call: ApiWorld["call"] = (words, paginate = false) =>
    callApi(app, { method: "GET", path: "/x", queries: [], headers: [], body: null, ...words }, paginate);
  return {
    api,
    app,
    call,
    async answer(words) {
      const result = await call(words);
      if (result.kind === "answer") return result;
      throw new Error("pages came where one answer was due");
    },
  };
}
