import fc from "fast-check";
import { expect, it } from "vitest";
import { FobError } from "../../../src/core/errors.ts";
import { Secret } from "../../../src/core/secret.ts";
import { plainLogin } from "../../../src/main/quick/plain-login.ts";
import { decodeSlots } from "../../../src/platform/stores/envelope.ts";

const active = {
  baseUrl: "https://api.productive.io/api/v2",
  secrets: { token: "made-up-token" },
  details: { sessionId: "5" },
  expiresAt: "2027-03-28T23:59:59.999Z",
  given: false,
};
const usual = { v: 1, ref: "work-1f", active, pending: null, pendingRevoke: [] };

/** What the program makes of the same text, as far as the quick answers know it. */
function decoded(text: string) {
  try {
    const {
      active: login,
      pending,
      pendingRevoke,
    } = decodeSlots("work-1f", text, (value) => new Secret(value));
    const secrets = Object.entries(login?.secrets ?? {}).map(([name, secret]) => [name, secret.reveal()]);
    const { baseUrl, expiresAt } = login ?? {};
    const isAlone = pending === null && pendingRevoke.length === 0;
    return {
      isAlone,
      baseUrl,
      secrets: Object.fromEntries(secrets),
      expiresAt: expiresAt?.toISOString() ?? null,
    };
  } catch (error) {
    if (error instanceof FobError) return error.code;
    throw error;
  }
}

function taken(text: string) {
  const login = plainLogin(text, "work-1f");
  return login === null ? null : { isAlone: true, ...login };
}

it("takes a login as stores keep it, as the program reads it", () => {
  for (const change of [{}, { expiresAt: null }, { secrets: { cookies: "[]", apiKey: "k" }, details: {} }]) {
    const text = JSON.stringify({ ...usual, active: { ...active, ...change } });
    expect(taken(text)).not.toBeNull();
    expect(taken(text)).toEqual(decoded(text));
  }
});

it.each([
  { v: 2 },
  { ref: "home-2e" },
  { active: null },
  { pending: active },
  { pendingRevoke: [active] },
  { more: 1 },
  { active: { ...active, more: 1 } },
  { active: { ...active, secrets: { token: "" } } },
  { active: { ...active, secrets: { token: 1 } } },
  { active: { ...active, details: null } },
  { active: { ...active, expiresAt: "2027-02-30T00:00:00.000Z" } },
  { active: { ...active, expiresAt: "2027-02-03" } },
])("leaves what is unusual to the program: %j", (change) => {
  expect(taken(JSON.stringify({ ...usual, ...change }))).toBeNull();
});

it("takes nothing that the program reads in another way", () => {
  const odd = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.constant(null))),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.stringMatching(/^20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-6]\d:[0-6]\d\.\d{3}Z$/),
  );
  const inner = fc.constantFrom(...Object.keys(active));
  const outer = fc.constantFrom(...Object.keys(usual));
  fc.assert(
    fc.property(fc.oneof(inner, outer), odd, (key, value) => {
      const changed =
        key in active ? { ...usual, active: { ...active, [key]: value } } : { ...usual, [key]: value };
      const text = JSON.stringify(changed);
      const mine = taken(text);
      if (mine !== null) expect(mine).toEqual(decoded(text));
    }),
    { numRuns: 3000 },
  );
});
