import fc from "fast-check";
import { expect, it } from "vitest";
import { plainRecord } from "../../../src/main/quick/plain-record.ts";
import { decodeProfile } from "../../../src/platform/profile-records/record.ts";

const usual = {
  v: 1,
  name: "work",
  provider: "productive",
  baseUrl: "https://api.productive.io/api/v2",
  ref: "work-1f",
  store: "keychain",
  state: "active",
  identity: { id: "1", login: "ada@example.com", name: "Ada Example", email: null },
  session: { id: "5", expiresAt: "2027-03-28T23:59:59.999Z" },
  given: false,
  pendingRevokes: 0,
  settings: { organizationId: "67" },
};

/** What the program makes of the same text, as far as the quick answers know it. */
function decoded(text: string) {
  const profile = decodeProfile(text);
  if (typeof profile === "string") return profile;
  const { given: _, pendingRevokes: __, state, session, ...more } = profile;
  return { state, ...more, session: { ...session, expiresAt: session.expiresAt?.toISOString() ?? null } };
}

function taken(text: string) {
  const record = plainRecord(text, "work");
  return record === null ? null : { state: "active", ...record };
}

it.each([
  {},
  { store: "file", baseUrl: "http://127.0.0.1:41243/productive/api/v2" },
  { identity: { id: null, login: null, name: null, email: null }, session: { id: null, expiresAt: null } },
  { settings: {}, more: 1 },
])("takes a usual record, as the program reads it: %j", (change) => {
  const text = JSON.stringify({ ...usual, ...change });
  expect(taken(text)).not.toBeNull();
  expect(taken(text)).toEqual(decoded(text));
});

it.each([
  { v: 2 },
  { name: "home" },
  { store: "postgres" },
  { state: "pending_otp" },
  { baseUrl: "https://API.productive.io" },
  { baseUrl: "https://127.1/x" },
  { baseUrl: "https://a.example/./x" },
  { baseUrl: "http://127.0.0.1:65536" },
  { baseUrl: "https://xn--a.example" },
  { ref: "../x" },
  { given: null },
  { pendingRevokes: -1 },
  { settings: { a: 1 } },
  { identity: { ...usual.identity, name: "Ada\u202e" } },
  { identity: { ...usual.identity, email: undefined } },
  { session: { id: "5", expiresAt: "2027-02-31T00:00:00.000Z" } },
  { session: { id: "5", expiresAt: "2027-02-01" } },
])("leaves what is unusual to the program: %j", (change) => {
  expect(taken(JSON.stringify({ ...usual, ...change }))).toBeNull();
});

const odd = fc.oneof(
  fc.jsonValue(),
  fc.string(),
  fc.webUrl().map((url) => url.replace(/\/$/, "")),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.stringMatching(/^https?:\/\/[a-z0-9.:-]{1,16}(\/[\w.%-]{1,4}){0,3}$/),
  fc.stringMatching(/^20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-6]\d:[0-6]\d\.\d{3}Z$/),
);

it("takes nothing that the program reads in another way", () => {
  const keys = Object.keys(usual) as (keyof typeof usual)[];
  const inner = fc.record({
    key: fc.constantFrom("identity", "session"),
    name: fc.constantFrom("id", "name", "expiresAt"),
    odd,
  });
  fc.assert(
    fc.property(fc.constantFrom(...keys), odd, fc.option(inner), (key, value, within) => {
      const changed: Record<string, unknown> = { ...usual, ...(within === null ? { [key]: value } : {}) };
      if (within?.key === "identity") changed.identity = { ...usual.identity, [within.name]: within.odd };
      if (within?.key === "session") changed.session = { ...usual.session, [within.name]: within.odd };
      const text = JSON.stringify(changed);
      const mine = taken(text);
      if (mine !== null) expect(mine).toEqual(decoded(text));
    }),
    { numRuns: 3000 },
  );
});
