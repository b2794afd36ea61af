import type { Clock } from "../../core/clock.ts";
import type { Http, HttpResponse } from "../../core/http.ts";
import type { LoginInput, ProviderDefinition } from "../../core/provider.ts";
import { type ProviderInfo, type SecretName, secretNames } from "../../core/provider-info.ts";
import { Secret } from "../../core/secret.ts";
import { expectFailure, type Report } from "./check.ts";

export const stranger = "fob-provider-test";

/** A login of nobody, with made-up secrets. */
export function madeUpLogin(
  { loginFields }: ProviderInfo,
  settings: Readonly<Record<string, string>>,
): LoginInput {
  const needed = secretNames.filter((name) =>
    loginFields.some((field) => field.name === name && field.need === "required"),
  );
  const made = needed.map((name): [SecretName, Secret] => [name, new Secret(`made-up-${name}`)]);
  return { username: stranger, secrets: Object.fromEntries(made), settings };
}

const noAnswers: readonly (readonly [string, Partial<HttpResponse>])[] = [
  ["a web page", { mediaType: "text/html", text: "<!doctype html><title>Sign in</title>" }],
  ["an empty body", {}],
  ["no content", { status: 204 }],
  ["half an object", { text: '{"token":"x' }],
  ["a list", { text: "[]" }],
  ["an object without what is due", { text: '{"__proto__":{"token":"x"}}' }],
];

const refusals: readonly (readonly [number, string])[] = [
  [401, "bad_credentials"],
  [403, "forbidden"],
];

/** What a login makes of answers that make no sense; no request leaves this process. */
export async function checkBadAnswers(
  report: Report,
  definition: ProviderDefinition,
  site: { readonly baseUrl: string; readonly settings: Readonly<Record<string, string>> },
  clock: Clock,
): Promise<void> {
  const login = (answer: Partial<HttpResponse>) => {
    const deps = { http: answering(answer), clock, keep: (value: string) => new Secret(value), ...site };
    return definition.create(deps).login(madeUpLogin(definition.info, site.settings));
  };
  // An API that tells success by a flag counts its absence as a refusal.
  for (const [what, answer] of noAnswers)
    await report.run(`takes ${what} for no login`, () =>
      expectFailure(() => login(answer), "bad_answer", "refused"),
    );
  for (const [status, code] of refusals)
    await report.run(`takes ${status} for ${code}`, () => expectFailure(() => login({ status }), code));
}

function answering(answer: Partial<HttpResponse>): Http {
  const silent = { status: 200, mediaType: "application/json", header: () => null, cookies: [], text: "" };
  return { send: async () => ({ ...silent, ...answer }) };
}
