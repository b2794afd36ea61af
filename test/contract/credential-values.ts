import type { Credential, Slots } from "../../src/core/credential.ts";
import { emptySlots } from "../../src/core/credential.ts";
import { Secret } from "../../src/core/secret.ts";
import type { CredentialStore } from "../../src/core/store.ts";
import { encodeSlots } from "../../src/platform/stores/envelope.ts";

export function credential(token: string, more: Partial<Credential> = {}): Credential {
  return {
    baseUrl: "https://api.example.com/v2",
    secrets: { token: new Secret(token) },
    details: { sessionId: "detail-1" },
    expiresAt: new Date("2027-03-04T05:06:07.089Z"),
    given: false,
    ...more,
  };
}

export function active(token: string, more: Partial<Credential> = {}): Slots {
  return { ...emptySlots, active: credential(token, more) };
}

/** Slots as plain data: a Secret hides its value from `toEqual` too. */
export function plain(slots: Slots): unknown {
  return JSON.parse(encodeSlots("plain", slots));
}

export async function plainRead(store: CredentialStore, ref: string): Promise<unknown> {
  const lookup = await store.read(ref);
  return lookup.kind === "found" ? plain(lookup.slots) : lookup;
}

function secret(value: string): Partial<Credential> {
  return { secrets: { token: new Secret(value) } };
}

/** Values that every store must give back as they were. */
export const wholeValues: readonly [string, Slots][] = [
  ["slots that are all empty", emptySlots],
  ["an active login alone", active("t-1")],
  ["a pending login alone", { ...emptySlots, pending: credential("t-2") }],
  [
    "three logins that wait for their end, in order",
    { ...emptySlots, pendingRevoke: ["b", "a", "c"].map((token) => credential(token)) },
  ],
  [
    "all slots at once",
    { active: credential("t-1"), pending: credential("t-2"), pendingRevoke: [credential("t-3")] },
  ],
  ["no expiry", active("t-1", { expiresAt: null })],
  ["an expiry in 1970", active("t-1", { expiresAt: new Date(0) })],
  ["an expiry in the last millisecond of 9999", active("t-1", { expiresAt: new Date(253402300799999) })],
  ["a token that was given", active("t-1", { given: true })],
  [
    "several secrets and details",
    active("", {
      secrets: { token: new Secret("t"), refreshToken: new Secret("r"), apiKey: new Secret("k") },
      details: { sessionId: "55", deviceId: "d-1", empty: "" },
    }),
  ],
  ["a credential without secrets", active("", { secrets: {}, details: {} })],
  ["names that objects have by birth", active("", objectNames())],
  ["unicode", active("", secret("пароль-密码-🔑-e\u0301-\u202eabc\u200d"))],
  ["a lone surrogate", active("", secret("a\ud800b"))],
  ["quotes, backslashes and dollar signs", active("", secret(`"it's" \\ \\" \${HOME} $(id) \`id\` %41`))],
  ["newlines, tabs and control characters", active("", secret("a\nb\r\nc\td\u0000e\u001bf\u0085g\u2028h\n"))],
  ["blanks at both ends", active("", secret("  token\t "))],
  ["a token that looks like an envelope", active("", secret(encodeSlots("r1", active("inner"))))],
  ["a token of 4 KB", active("", secret("x7-".repeat(1366)))],
  ["a token of 40 KB", active("", secret("y8_".repeat(13_334)))],
  ["20 KB of characters of four bytes", active("", secret("🔑".repeat(5000)))],
];

function objectNames(): Partial<Credential> {
  const names = ["__proto__", "constructor", "toString"];
  return {
    secrets: Object.fromEntries(names.map((name) => [name, new Secret(`secret of ${name}`)])),
    details: Object.fromEntries(names.map((name) => [name, `detail of ${name}`])),
  };
}

export const replacements: readonly [string, Slots, Slots][] = [
  ["a value by another", active("t-1"), active("t-2")],
  ["a value by itself", active("t-1"), active("t-1")],
  ["a short one by a long one", active("t-1"), active("x".repeat(20_000))],
  ["a long one by a short one", active("x".repeat(20_000)), active("t-1")],
  ["a long one by a longer one", active("x".repeat(9_000)), active("y".repeat(20_000))],
  ["a value by empty slots", active("t-1"), emptySlots],
];

export const canary = "canary-91b7";
const whole = JSON.parse(encodeSlots("r1", active(canary))) as Record<string, unknown>;
const inner = whole.active as Record<string, unknown>;

function planted(change: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...whole, ...change });
}

/** Texts that no fob of this version has written under `r1`. */
export const unreadable: readonly { name: string; text: string; says: RegExp }[] = [
  { name: "what a newer fob wrote", text: planted({ v: 2, more: true }), says: /newer fob/ },
  { name: "what is no JSON", text: `${canary}{`, says: /damaged/ },
  { name: "JSON that is no object", text: `["${canary}"]`, says: /damaged/ },
  { name: "an envelope without a version", text: planted({ v: undefined }), says: /damaged/ },
  { name: "an envelope of version 0", text: planted({ v: 0 }), says: /damaged/ },
  { name: "another ref's envelope", text: planted({ ref: "r2" }), says: /damaged/ },
  { name: "an envelope with a field too many", text: planted({ extra: 1 }), says: /damaged/ },
  { name: "an envelope without a slot", text: planted({ pending: undefined }), says: /damaged/ },
  {
    name: "a date that is none",
    text: planted({ active: { ...inner, expiresAt: "soon" } }),
    says: /damaged/,
  },
  { name: "a date without a zone", text: planted({ active: zoneless() }), says: /damaged/ },
  {
    name: "a secret that is a number",
    text: planted({ active: { ...inner, secrets: { token: 1 } } }),
    says: /damaged/,
  },
  {
    name: "a secret that is empty",
    text: planted({ active: { ...inner, secrets: { token: "" } } }),
    says: /damaged/,
  },
  { name: "a login in a slot of lists", text: planted({ pendingRevoke: inner }), says: /damaged/ },
];

function zoneless(): unknown {
  return { ...inner, expiresAt: "2027-03-04T05:06:07.089" };
}
