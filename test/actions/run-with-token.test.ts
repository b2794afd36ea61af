import { describe, expect, it } from "vitest";
import type { Provider } from "../../src/core/provider.ts";
import { Secret } from "../../src/core/secret.ts";
import { type FakeAppOptions, failing } from "../support/fake-app.ts";
import { lastError, type Ran, runFake } from "../support/fake-host.ts";
import { credentialOf } from "../support/fake-provider.ts";

const line = ["token", "machine", "--name", "ci", "--run", "--json"];
const command = ["--", "./deploy", "--now"];
const members: Partial<Provider> = {
  mintMachineToken: async (_, { name, readOnly }) => ({
    id: "41",
    name,
    token: new Secret("minted"),
    tokenType: "session",
    readOnly,
    expiresAt: null,
    credential: null,
    notices: [],
  }),
  revokeMachineToken: async () => "revoked",
};

function world(more: Partial<Provider> = {}, options: FakeAppOptions = {}): FakeAppOptions {
  return {
    providers: [{ members: { ...members, ...more } }],
    profiles: [{ slots: { active: credentialOf("t") } }],
    ...options,
  };
}

const steps = (ran: Ran) =>
  (ran.app?.events ?? []).filter((event) => /^(acme (mint|revoke)|run|with)/.test(event));
const revoking = "acme revokeMachineToken 41";

describe("token machine --run", () => {
  it.each([0, 7, 143])(
    "mints, runs as exec does, revokes, and ends as the command: %i",
    async (childStatus) => {
      const plain = line.filter((word) => word !== "--json");
      const ran = await runFake([...plain, "--mask", "--as", "API", ...command], world({}, { childStatus }));
      expect([ran.status, ran.out, ran.secretOut, ran.err]).toEqual([childStatus, "", "", ""]);
      expect(steps(ran)).toEqual([
        "acme mintMachineToken",
        "run ./deploy --now, masked",
        "with API=minted",
        "with FOB_TOKEN=minted",
        "with FOB_PROVIDER=acme",
        "with FOB_BASE_URL=https://api.example.com/v1",
        revoking,
      ]);
    },
  );

  it.each([
    [0, 3],
    [7, 7],
  ])("says what lives on where it cannot be revoked after status %i: %i", async (childStatus, status) => {
    const options = world(
      { revokeMachineToken: () => Promise.reject(failing("network", "No network.")) },
      { childStatus },
    );
    const ran = await runFake([...line, ...command], options);
    expect([ran.status, ran.out]).toEqual([status, ""]);
    expect(lastError(ran)).toMatchObject({
      code: "partly_done",
      message: "The token 41 ci lives on after the command: No network.",
      hint: "End it: fob token machine revoke 41 --profile acme",
    });
  });

  it("revokes what a command that is not there has had no use for", async () => {
    const missing = { childFails: failing("command_not_found", "There is no ./deploy.") };
    const ran = await runFake([...line, ...command], world({}, missing));
    expect([ran.status, steps(ran).at(-1)]).toEqual([127, revoking]);
    const left = await runFake(
      [...line, ...command],
      world({ revokeMachineToken: () => Promise.reject(failing("network", "No network.")) }, missing),
    );
    expect([left.status, left.err]).toEqual([127, expect.stringContaining("fob token machine revoke 41")]);
  });

  const { revokeMachineToken: _, ...without } = members;
  it.each<readonly [string, readonly string[], FakeAppOptions, number, string]>([
    [
      "an API that cannot revoke",
      command,
      { ...world(), providers: [{ members: without }] },
      14,
      "ACME: No machine_revoke.",
    ],
    [
      "a server that cannot",
      command,
      world({ checkServer: () => Promise.reject(failing("unsupported", "Not here.")) }),
      14,
      "Not here.",
    ],
    ["no command", [], world(), 2, "The command to run stands after --."],
    ["a command without dashes", ["./deploy"], world(), 2, "The command to run stands after --."],
    [
      "a bad variable",
      ["--as", "FOB_X", ...command],
      world(),
      2,
      "--as takes the name of a variable that is not fob's own.",
    ],
    ...["--replace", "--if-absent", "--to=fd:3", "--save-as=bot"].map(
      (flag): [string, string[], FakeAppOptions, number, string] => [
        flag,
        [flag, ...command],
        world(),
        2,
        "--run goes without --to, --save-as, --if-absent and --replace.",
      ],
    ),
  ])("mints nothing with %s", async (_, argv, options, status, message) => {
    const ran = await runFake([...line, ...argv], options);
    expect([ran.status, lastError(ran).message, steps(ran)]).toEqual([status, message, []]);
  });

  it("is not for a JWT, which nobody can revoke", async () => {
    const options = world({ mintJwt: () => Promise.reject(new Error("nothing is minted")) });
    const ran = await runFake(["token", "machine", "--jwt", "--run", "--json", ...command], options);
    expect([ran.status, lastError(ran).message]).toEqual([
      14,
      "ACME cannot revoke a JWT when the command has ended.",
    ]);
  });
});
