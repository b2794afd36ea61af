import { expect, it } from "vitest";
import { canonicalBaseUrl } from "../../src/core/base-url.ts";
import { matchesWhole } from "../../src/core/pattern.ts";
import type { Provider, ProviderDefinition } from "../../src/core/provider.ts";
import {
  type CapabilityName,
  capabilityNames,
  type SettingField,
  secretNames,
} from "../../src/core/provider-info.ts";
import { Secret } from "../../src/core/secret.ts";

const memberOf: Readonly<Record<CapabilityName, keyof Provider>> = {
  login: "login",
  token_login: "adopt",
  whoami: "whoami",
  renew: "renew",
  logout: "logout",
  sessions_list: "sessions",
  sessions_revoke: "revokeSession",
  user_revoke: "revokeUser",
  machine_token: "mintMachineToken",
  machine_list: "listMachineTokens",
  machine_revoke: "revokeMachineToken",
  jwt: "mintJwt",
  otp: "otp",
  api: "tokenForm",
};

/** What a provider says of itself is whole, and is what it does. */
export function infoContract({ info, create }: ProviderDefinition): void {
  const provider = create({
    http: { send: () => Promise.reject(new Error("nothing is sent")) },
    clock: { now: () => new Date(0), monotonicMs: () => 0, sleep: async () => undefined },
    keep: (value) => new Secret(value),
    baseUrl: "https://api.example",
    settings: {},
  });

  it("says of every capability whether it has it, and has what it says", () => {
    const said = capabilityNames.map((name) => [name, info.capabilities[name].supported]);
    expect(said).toEqual(capabilityNames.map((name) => [name, provider[memberOf[name]] !== undefined]));
    expect(Object.keys(info.capabilities).toSorted()).toEqual([...capabilityNames].toSorted());
  });

  it("gives a reason for each in one sentence, and a way by hand for what is missing", () => {
    for (const name of capabilityNames) {
      const { supported, note, instead } = info.capabilities[name];
      expect(note).toMatch(/^[A-Z].*\.$/);
      if (!supported) expect([name, instead]).toEqual([name, expect.stringMatching(/^[A-Z]/)]);
    }
    expect(info.machineToken !== null).toBe(info.capabilities.machine_token.supported);
  });

  it("names itself, its secrets and its variable in the words that commands know", () => {
    for (const id of [info.id, ...info.aliases]) expect(id).toMatch(/^[a-z][a-z0-9]*$/);
    expect(info.displayName).not.toBe("");
    expect(info.tokenVariable).toMatch(/^[A-Z][A-Z0-9_]*$/);
    for (const { name, label } of info.loginFields)
      expect([secretNames.includes(name), label !== ""]).toEqual([true, true]);
    expect(info.loginFields.some(({ need }) => need === "required")).toBe(true);
    if (info.tokenLogin.needsOneOf.includes("userId"))
      expect(info.settings.map(({ key }) => key)).toContain("userId");
  });

  it("has settings whose pattern takes the stand-in for a value, and nothing that breaks a line", () => {
    const taken = ({ key, pattern, fallback }: SettingField) => {
      const standIn = typeof fallback === "object" ? "0123456789abcdef0123456789abcdef" : fallback;
      const bad = ["", "a\nb", "x\r\ny: z", "\u0000"].filter((text) => matchesWhole(pattern, text));
      return [key, standIn === undefined || matchesWhole(pattern, standIn), bad];
    };
    expect(info.settings.map(taken)).toEqual(info.settings.map(({ key }) => [key, true, []]));
  });

  it("has a pattern for session ids that lets nothing climb out of its place in a URL", () => {
    const tricks = ["", ".", "..", "a/b", "%2e", "01", " 1", "1 ", "1\n"];
    expect(tricks.filter((text) => matchesWhole(info.sessionId.pattern, text))).toEqual([]);
  });

  it("has an address that is https and whole once its settings are filled in", () => {
    const url = info.defaultBaseUrl?.replace(/\{(\w+)\}/g, (_, key: string) => {
      const fallback = info.settings.find((setting) => setting.key === key)?.fallback;
      return typeof fallback === "string" ? fallback : "?";
    });
    if (url === undefined) return;
    expect([url, url.startsWith("https://")]).toEqual([canonicalBaseUrl(url), true]);
  });
}
