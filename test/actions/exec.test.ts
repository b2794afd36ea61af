import { describe, expect, it } from "vitest";
import { type ExecRequest, execCommand } from "../../src/actions/exec.ts";
import type { Provider } from "../../src/core/provider.ts";
import { Secret } from "../../src/core/secret.ts";
import { envLogin, type FakeAppOptions, failing, fakeApp, told } from "../support/fake-app.ts";
import { address, credentialOf, grantOf } from "../support/fake-provider.ts";

const now = "2026-01-01T00:00:00Z";
const members: Partial<Provider> = {
  renew: async () => grantOf("fresh"),
  tokenForm: ({ secrets }) => ({ raw: secrets.token ?? new Secret(""), headers: {} }),
  fromToken: () => credentialOf("of-env"),
};
const world = (ends: string | null, more: FakeAppOptions = {}) => {
  const active = credentialOf("old", { expiresAt: ends === null ? null : new Date(ends) });
  return fakeApp({ providers: [{ members }], profiles: [{ slots: { active } }], now, ...more });
};
const request: ExecRequest = { command: ["make", "it"], variable: null, mask: false };

const ran = (token: string, name = "ACME_TOKEN") => [
  "run make it",
  `with ${name}=${token}`,
  `with FOB_TOKEN=${token}`,
  "with FOB_PROVIDER=acme",
  `with FOB_BASE_URL=${address}`,
];

describe("a command with the token", () => {
  it.each<readonly [string, string | null, string]>([
    ["never ends", null, "old"],
    ["lives long enough", "2026-01-01T00:05:00Z", "old"],
    ["ends soon", "2026-01-01T00:04:00Z", "fresh"],
    ["has ended", "2025-12-31T00:00:00Z", "fresh"],
  ])("that %s gets the one it can use", async (_, ends, token) => {
    const app = world(ends);
    expect(await execCommand(app, request)).toBe(0);
    expect(app.events.slice(-5)).toEqual(ran(token));
    expect(app.events.filter((event) => event.startsWith("run"))).toHaveLength(1);
  });

  it("gets the one of the environment, and what else it is told", async () => {
    const app = world(null, { selection: { env: envLogin("of-env") }, childStatus: 7 });
    expect(await execCommand(app, { ...request, variable: "_Mine9", mask: true })).toBe(7);
    expect(app.events.slice(-5)).toEqual(["run make it, masked", ...ran("of-env", "_Mine9").slice(1)]);
  });

  it("is not run with one that has ended and cannot be renewed", async () => {
    const app = world("2025-12-31T00:00:00Z", { providers: [{ members: { tokenForm: members.tokenForm } }] });
    expect(await told(execCommand(app, request))).toMatchObject({ code: "login_expired", exit: 4 });
    expect(app.events.some((event) => event.startsWith("run"))).toBe(false);
  });

  it.each<readonly [string, FakeAppOptions, readonly unknown[]]>([
    ["with what status it ended", { childStatus: 7 }, ["ended", null, 7]],
    [
      "why it was not run",
      { childFails: failing("command_not_found") },
      ["failed", "command_not_found", 127],
    ],
  ])("is in the log before it runs, and after it %s", async (_, more, outcome) => {
    const app = world(null, more);
    await execCommand(app, request).catch(() => null);
    expect(app.recorded.map(({ action, result, error, exit }) => [action, result, error, exit])).toEqual([
      ["exec", "started", null, 0],
      ["exec", ...outcome],
    ]);
  });

  it.each(["FOB_TOKEN", "fob_x", "1A", "A-B", "A B", "", "A=", "x".repeat(129)])(
    "is not run with a token under the name %j",
    async (variable) => {
      const app = world(null);
      expect(await told(execCommand(app, { ...request, variable }))).toMatchObject({ code: "usage" });
      expect(app.events).toEqual([]);
    },
  );
});
