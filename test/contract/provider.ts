import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { Credential } from "../../src/core/credential.ts";
import type { LoginInput, Provider, ProviderDefinition } from "../../src/core/provider.ts";
import type { Secret } from "../../src/core/secret.ts";
import type { Answer, Routes } from "../support/fake-api.ts";
import { failureCode, opened, providerWorld } from "../support/provider-world.ts";
import { infoContract } from "./provider-info.ts";

/** One provider's API at its best, as data. */
export interface ProviderScenario {
  readonly basePath: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly login: LoginInput;
  readonly token: Secret;
  readonly routes: Readonly<Record<string, Answer>>;
  /** The routes that answer a login and that prove it; both answer JSON. */
  readonly loginRoute: string;
  readonly proofRoute: string;
  /** Secrets of others, and of no use to fob, that the answers hold. */
  readonly canaries: readonly string[];
  /** What the provider can do besides: everything that it gives back. */
  others(provider: Provider, credential: Credential): Promise<readonly unknown[]>;
}

/** What is no JSON object, whatever it says of itself. */
const noAnswers: Readonly<Record<string, Answer>> = {
  "a web page": { body: "<!doctype html><title>Sign in</title>", type: "text/html" },
  "a web page that claims to be JSON": { body: "<html></html>", type: "application/json" },
  "an empty body": { body: "", type: "application/json" },
  "no body and no type": {},
  "204": { status: 204 },
  "half an object": { body: '{"data":{"id":"1","attri', type: "application/json" },
  "a list": { body: "[]", type: "application/json" },
  null: { body: "null", type: "application/json" },
  "a text": { body: '"welcome"', type: "application/json" },
  "brackets without end": { body: "[".repeat(200_000), type: "application/json" },
};

/** What every provider must hold to, whatever its API is like. */
export function providerContract(definition: ProviderDefinition, scenario: ProviderScenario): void {
  const world = (routes: Routes = scenario.routes) => providerWorld(definition, routes, scenario);
  const granted = async (provider: Provider) => {
    const step = await provider.login(scenario.login);
    if (step.kind !== "granted") throw new Error(`the login is ${step.kind}`);
    return step.grant;
  };
  /** Logged in, and then the proof is answered otherwise. */
  const loggedIn = async (then: Answer) => {
    const { routes, proofRoute } = scenario;
    const made = await world({ ...routes, [proofRoute]: [routes[proofRoute] ?? {}, then] });
    return { ...made, credential: (await granted(made.provider)).credential };
  };
  const everything = async (provider: Provider) => {
    const grant = await granted(provider);
    const { credential } = grant;
    const others = await scenario.others(provider, credential);
    return [grant, await provider.whoami(credential), provider.tokenForm(credential), ...others];
  };

  describe(`the provider ${definition.info.id}`, () => {
    infoContract(definition);

    it("binds what it gets to its own base URL, and tells the redactor of every secret", async () => {
      const { provider, baseUrl, kept } = await world();
      const { credential } = await granted(provider);
      expect([credential.baseUrl, credential.given]).toEqual([baseUrl, false]);
      const given = Object.values(scenario.login.secrets).map((secret) => secret.reveal());
      for (const secret of Object.values(credential.secrets))
        expect([...given, ...kept]).toContain(secret.reveal());
    });

    it("makes a credential of a token without a request", async () => {
      const { provider, baseUrl, api } = await world();
      const credential = provider.fromToken({ ...scenario.login, token: scenario.token });
      expect([credential.baseUrl, credential.given]).toEqual([baseUrl, true]);
      expect(provider.tokenForm(credential).raw.equals(scenario.token)).toBe(true);
      expect(api.calls()).toEqual([]);
    });

    it("has no secret in any URL", async () => {
      const { provider, api, kept } = await world();
      await everything(provider);
      const given = Object.values(scenario.login.secrets).map((secret) => secret.reveal());
      const urls = api.calls().join("\n");
      expect(api.received.length).toBeGreaterThan(2);
      for (const secret of [...given, ...kept]) expect(urls).not.toContain(secret);
    });

    it("prints no secret, and knows none that is not for it", async () => {
      const { provider, kept } = await world();
      const results = await everything(provider);
      const printed = inspect(results, { depth: null, showHidden: true }) + JSON.stringify(results);
      const given = Object.values(scenario.login.secrets).map((secret) => secret.reveal());
      for (const secret of [...given, ...kept]) expect(printed).not.toContain(secret);
      const known =
        inspect(opened(results), { depth: null }) + JSON.stringify(opened(results)) + kept.join("\n");
      expect(scenario.canaries.length).toBeGreaterThan(0);
      for (const canary of scenario.canaries) {
        expect(JSON.stringify(scenario.routes)).toContain(canary);
        expect(known).not.toContain(canary);
      }
    });

    it.each(Object.entries(noAnswers))("a login answered with %s is a bad answer", async (_, answer) => {
      const { provider } = await world({ ...scenario.routes, [scenario.loginRoute]: answer });
      expect(await failureCode(provider.login(scenario.login))).toBe("bad_answer");
    });

    it.each(Object.entries(noAnswers))("a proof answered with %s is a bad answer", async (_, answer) => {
      const { provider, credential } = await loggedIn(answer);
      expect(await failureCode(provider.whoami(credential))).toBe("bad_answer");
    });

    it.each([
      ["login_expired", { status: 401 }],
      ["login_expired", { status: 401, body: "<html></html>", type: "text/html" }],
      ["login_expired", { status: 401, body: { message: "no" } }],
      ["forbidden", { status: 403 }],
      ["provider_error", { status: 404 }],
      ["provider_error", { status: 500 }],
      ["provider_error", { status: 503, body: "<html></html>", type: "text/html" }],
    ])("a login in use is %s when it is answered %j", async (code, answer) => {
      const { provider, credential } = await loggedIn(answer);
      expect(await failureCode(provider.whoami(credential))).toBe(code);
    });

    it.each([
      ["bad_credentials", 401],
      ["forbidden", 403],
      ["provider_error", 400],
      ["outcome_unknown", 500],
    ])("a login is %s when it is answered %i, and is not repeated", async (code, status) => {
      const { provider, api } = await world({ [scenario.loginRoute]: { status } });
      expect(await failureCode(provider.login(scenario.login))).toBe(code);
      expect(api.received).toHaveLength(1);
    });

    it("is not fooled by keys that objects inherit", async () => {
      const clean = await world();
      const poisoned = await world(Object.fromEntries(Object.entries(scenario.routes).map(poison)));
      const expected = opened(await everything(clean.provider));
      const shown = JSON.stringify(opened(await everything(poisoned.provider)));
      expect(shown.replaceAll(poisoned.baseUrl, clean.baseUrl)).toBe(JSON.stringify(expected));
      expect(Object.keys(Object.prototype)).toEqual([]);
    });
  });
}

/** The same answer with its objects' inherited names taken, as an attacker would. */
function poison([route, answer]: [string, Answer]): [string, Answer] {
  if (typeof answer.body !== "object" || answer.body === null) return [route, answer];
  const taken =
    '"__proto__":{"polluted":true,"token":"x","success":true},"constructor":{"prototype":{"a":1}},"toString":1';
  const body = JSON.stringify(answer.body).replaceAll(/\{(?=")/g, `{${taken},`);
  return [route, { ...answer, body, type: answer.type ?? "application/json" }];
}
