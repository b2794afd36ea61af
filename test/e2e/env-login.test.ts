import { describe, expect, it } from "vitest";
import type { ProviderId } from "../../src/sandbox/index.ts";
import { failure, tellJson } from "./tell.ts";
import { createWorld, loginOf, type World, withWorld } from "./world.ts";

/** Other variables of the environment login that the provider needs: who the token is of. */
const besides: Readonly<Record<ProviderId, Readonly<Record<string, string>>>> = {
  productive: {},
  pixwel: { FOB_USERNAME: "ada@sandbox.example" },
  amity: { FOB_USERNAME: "ada" },
  babel: {},
};

/** A token as CI would hold it, got by a login of another home. */
async function tokenFor(world: World, provider: ProviderId): Promise<string> {
  const { pixwel } = world.sandbox.accounts;
  if (provider === "pixwel") return pixwel.plain.personalAccessToken;
  await world.login(provider);
  return (await world.fob(["token", "print"])).stdout.trim();
}

async function envLogin(world: World, provider: ProviderId): Promise<Readonly<Record<string, string>>> {
  const token = await tokenFor(world, provider);
  return {
    FOB_TOKEN: token,
    FOB_PROVIDER: provider,
    FOB_BASE_URL: world.sandbox.url(provider),
    ...besides[provider],
  };
}

describe.concurrent("a login of FOB_TOKEN", () => {
  for (const provider of ["productive", "pixwel", "amity", "babel"] as const) {
    it(`works at ${provider} where nothing can be written and no keychain is`, async (test) => {
      const world = await createWorld(test);
      const env = { ...(await envLogin(world, provider)), HOME: "/proc", FOB_STORE: "keychain" };
      const before = world.files();
      const about = { profile: null, provider, source: "env", chosen_by: "FOB_TOKEN" };
      await tellJson(world, [
        { fob: "whoami", env, data: expect.objectContaining({ ...about, state: "active", verified: true }) },
        {
          fob: "sessions list --limit 1",
          env,
          data: [expect.objectContaining({ profile: null, provider })],
          meta: expect.objectContaining({ count: 1 }),
        },
        {
          fob: "logout",
          env,
          status: 13,
          error: failure(
            "unsafe",
            13,
            "FOB_TOKEN was not got by fob, so fob does not end it.",
            "Unset FOB_TOKEN to stop using it; end it where it was made.",
          ),
        },
      ]);
      expect(world.files()).toEqual(before);
      expect(world.sandbox.violations()).toEqual([]);
      const still = await world.json(["whoami"], { env });
      expect(still.status).toBe(0);
    });
  }

  it("is refused where the variables contradict each other or say too little", async (test) => {
    const world = await createWorld(test);
    const token = { FOB_TOKEN: "a-token-of-ci" };
    const usage = (message: unknown, hint: unknown = expect.any(String), of = {}) =>
      expect.objectContaining({ ...failure("usage", 2, String(message), null, of), message, hint });
    const whoami = { fob: "whoami", status: 2 };
    await tellJson(world, [
      { ...whoami, env: token, error: usage("FOB_TOKEN is set without FOB_PROVIDER.") },
      {
        ...whoami,
        env: { ...token, FOB_PROVIDER: "productive", FOB_PROFILE: "work" },
        error: usage("FOB_TOKEN and FOB_PROFILE are both set."),
      },
      { ...whoami, env: { ...token, FOB_PROVIDER: "nowhere" }, error: usage("There is no such provider.") },
      {
        ...whoami,
        env: { ...token, FOB_PROVIDER: "babel" },
        data: expect.objectContaining({ state: "unverified", provider: "babel" }),
        error: usage("Babel Licensing has no address of its own.", expect.stringContaining("FOB_BASE_URL"), {
          provider: "babel",
        }),
      },
      {
        ...loginOf(world.sandbox, "productive"),
        status: 2,
        env: { ...token, FOB_PROVIDER: "productive" },
        error: usage(expect.stringContaining("FOB_TOKEN is set")),
      },
      {
        fob: "otp verify",
        status: 2,
        env: { ...token, FOB_PROVIDER: "productive" },
        error: usage(expect.stringContaining("FOB_TOKEN")),
      },
      {
        ...whoami,
        status: 4,
        env: { FOB_TOKEN: "", FOB_PROVIDER: "productive" },
        data: expect.objectContaining({ state: "not_logged_in" }),
        error: expect.objectContaining({ code: "not_logged_in" }),
      },
    ]);
    expect(world.sandbox.requests()).toEqual([]);
  });

  it.each([
    ["amity", "Amity does not tell whose token this is."],
    ["pixwel", "Pixwel does not tell whose token this is."],
  ] as const)("at %s wants to know whose it is, and names the variable", async (provider, message) => {
    await withWorld(async (world) => {
      const { FOB_USERNAME: _, ...env } = await envLogin(world, provider);
      const { status, error } = await world.json(["whoami"], { env });
      const hint = "Set FOB_USERNAME to the user whose token it is.";
      expect([status, error]).toEqual([2, failure("input_needed", 2, message, hint, { provider })]);
    });
  });

  it.each([
    ["amity", "nobody", "Amity shows this token no user nobody."],
    ["pixwel", "stranger@sandbox.example", "Pixwel shows this token no user stranger@sandbox.example."],
  ] as const)(
    "at %s of another than %s is refused by the variable's name",
    async (provider, user, message) => {
      await withWorld(async (world) => {
        const env = { ...(await envLogin(world, provider)), FOB_USERNAME: user };
        const { status, error } = await world.json(["whoami"], { env });
        const hint = "Check FOB_USERNAME: it is to be the user whose token it is.";
        expect([status, error]).toEqual([5, failure("refused", 5, message, hint, { provider })]);
      });
    },
  );

  it("that the server does not know is expired: 4", async (test) => {
    const world = await createWorld(test);
    const env = {
      FOB_TOKEN: "not-a-token",
      FOB_PROVIDER: "productive",
      FOB_BASE_URL: world.sandbox.url("productive"),
    };
    const expired = expect.objectContaining({
      code: "login_expired",
      exit: 4,
      hint: "Set FOB_TOKEN to a token that works.",
    });
    await tellJson(world, [
      {
        fob: "whoami",
        env,
        status: 4,
        data: expect.objectContaining({ state: "expired", source: "env" }),
        error: expired,
      },
    ]);
  });

  it("is passed over where a flag names a profile", async (test) => {
    const world = await createWorld(test);
    await world.login("productive");
    const env = { FOB_TOKEN: "not-a-token", FOB_PROVIDER: "productive" };
    await tellJson(world, [
      {
        fob: "whoami -p productive",
        env,
        data: expect.objectContaining({ source: "file", chosen_by: "flag" }),
      },
    ]);
  });
});
