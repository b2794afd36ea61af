import { describe, expect, it } from "vitest";
import { failure, tellJson } from "./tell.ts";
import { createWorld } from "./world.ts";

const table = [
  ["productive", "Productive", "already_gone"],
  ["pixwel", "Pixwel", "unsupported"],
  ["babel", "Babel Licensing", "already_gone"],
] as const;

describe.concurrent("a login that the server has ended", () => {
  for (const [id, name, atLogout] of table) {
    it(`at ${name}: 4, and what to type; logout still forgets it`, async (test) => {
      const world = await createWorld(test);
      await world.login(id);
      world.sandbox.expireTokens(id);
      const about = { profile: id, provider: id };
      const expired = failure(
        "login_expired",
        4,
        `The login of ${id} at ${name} has expired.`,
        `Log in again: fob login ${id} --profile ${id}`,
        about,
      );
      const state = { state: "expired", verified: false, ...about };
      await tellJson(world, [
        { fob: "whoami", status: 4, data: expect.objectContaining(state), error: expired },
        {
          fob: "whoami --all",
          status: 3,
          data: [expect.objectContaining(state)],
          error: failure(
            "partly_done",
            3,
            `Not every profile is active. ${id}: expired`,
            `Log in again: fob login --profile ${id}`,
          ),
        },
        {
          fob: "logout",
          data: [{ ...about, server: atLogout, local: "deleted", error: null }],
          notes: [`Logging out ${id} (chosen by: only)`],
        },
      ]);
      expect(world.sandbox.violations()).toEqual([]);
    });
  }

  it("at Amity is renewed, once", async (test) => {
    const world = await createWorld(test);
    await world.login("amity");
    world.sandbox.expireTokens("amity");
    await tellJson(world, [
      { fob: "whoami", data: expect.objectContaining({ state: "active", verified: true }) },
      { fob: "whoami", data: expect.objectContaining({ state: "active", verified: true }) },
    ]);
    expect(world.sandbox.counts.amityRegistrations).toBe(2);
  });
});
