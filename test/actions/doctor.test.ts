import { describe, expect, it } from "vitest";
import { examine } from "../../src/actions/doctor/index.ts";
import { FobError } from "../../src/core/errors.ts";
import { type FakeApp, type FakeAppOptions, fakeApp } from "../support/fake-app.ts";
import { address, credentialOf } from "../support/fake-provider.ts";

const loggedIn = { slots: { active: credentialOf("t") } };
const now = "2026-01-01T00:00:00Z";

/** What was found, a line a finding, of what is not well. */
async function found(
  options: FakeAppOptions,
  arrange: (app: FakeApp) => void = () => {},
): Promise<readonly string[]> {
  const app = fakeApp({ now, profiles: [loggedIn], ...options });
  arrange(app);
  const findings = await examine(app);
  return findings
    .filter(({ status }) => status !== "ok")
    .map(
      ({ status, check, subject, message, hint }) => `${status} ${check} ${subject}: ${message} [${hint}]`,
    );
}

describe("a doctor's visit", () => {
  it("looks at everything, each thing once", async () => {
    const machine = [
      { check: "lock", subject: "locks", status: "ok", message: "None.", hint: null },
    ] as const;
    const app = fakeApp({ now, profiles: [loggedIn], machine, reach: () => new Date(now) });
    const findings = await examine(app);
    expect(findings.map(({ check, subject, status }) => `${status} ${check} ${subject}`)).toEqual([
      "ok lock locks",
      "ok config profiles",
      "ok config preferences",
      "ok store keychain",
      "ok secret acme",
      `ok network ${address}`,
      `ok clock ${address}`,
    ]);
  });

  it("changes nothing", async () => {
    const app = fakeApp({ now, profiles: [loggedIn] });
    await examine(app);
    expect([...app.events].sort()).toEqual(["check keychain", `reach ${address}`]);
  });

  it("asks each address once, and none of a profile that is logged out", async () => {
    const profiles = [
      { name: "a", ...loggedIn },
      { name: "b", ...loggedIn },
      { name: "c", state: "logged_out" as const, baseUrl: "https://gone.example.com" },
    ];
    const app = fakeApp({ now, profiles });
    await examine(app);
    expect(app.events.filter((event) => event.startsWith("reach"))).toEqual([`reach ${address}`]);
  });
});

describe("a doctor finds", () => {
  const cases: readonly [string, FakeAppOptions, (app: FakeApp) => void, readonly string[]][] = [
    ["nothing where all is well", {}, () => {}, []],
    [
      "a store that is locked",
      {},
      (app) => {
        app.stores.keychain.faults.health = { kind: "locked", reason: "nobody unlocked it." };
      },
      [
        "failed store keychain: The memory of this test (keychain) is locked: nobody unlocked it. " +
          "[Unlock it (log in to the desktop, or run gnome-keyring-daemon --unlock) and run the command again.]",
      ],
    ],
    [
      "a secret that is not where the record says",
      { profiles: [{ state: "active" as const }] },
      () => {},
      [
        "failed secret acme: Recorded as active, but the store says logged_out. [fob login acme --profile acme]",
      ],
    ],
    [
      "a login recorded by two names",
      {
        profiles: [
          { name: "acme", ...loggedIn },
          { name: "work", ref: "acme-ref", ...loggedIn },
        ],
      },
      () => {},
      [
        "failed secret work: The same login is recorded as acme too: a rename was cut short. " +
          "[fob profile rename acme work, or the other way round]",
      ],
    ],
    [
      "former sessions that wait to be ended",
      {
        profiles: [
          { ...loggedIn, pendingRevokes: 1 },
          { name: "b", state: "logged_out", pendingRevokes: 2 },
        ],
      },
      () => {},
      [
        "warning secret acme: 1 former session still waits to be ended at the server. [The next fob logout, of any profile, tries again.]",
        "warning secret b: 2 former sessions still wait to be ended at the server. [fob logout b]",
      ],
    ],
    [
      "a record that cannot be read",
      {},
      (app) => {
        app.faults.problems.push(new FobError("local_io", "x.json is damaged.", { hint: "Look at it." }));
      },
      ["failed config profiles: x.json is damaged. [Look at it.]"],
    ],
    [
      "a default profile that is not there",
      { preferences: { defaultProfile: "gone" } },
      () => {},
      ["failed config preferences: The default profile gone is not there. [fob profile use NAME]"],
    ],
    [
      "a clock that is ahead",
      { reach: () => new Date("2025-12-31T23:55:00Z") },
      () => {},
      [
        `warning clock ${address}: It is 300 s ahead of the server's. [Set the clock: timedatectl set-ntp true]`,
      ],
    ],
    [
      "a clock that is behind",
      { reach: () => new Date("2026-01-01T00:01:01Z") },
      () => {},
      [`warning clock ${address}: It is 61 s behind the server's. [Set the clock: timedatectl set-ntp true]`],
    ],
    [
      "a server that does not answer",
      {
        reach: () => {
          throw new FobError("network", "It refuses connections.");
        },
      },
      () => {},
      [
        `failed network ${address}: It refuses connections. [Check the address, the network and the proxy variables.]`,
      ],
    ],
  ];

  it.each(cases)("%s", async (_, options, arrange, expected) => {
    expect(await found(options, arrange)).toEqual(expected);
  });
});
