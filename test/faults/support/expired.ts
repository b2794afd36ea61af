import { createWorld, type World } from "./world.ts";

/** A login at Amity whose token has ended for fob and for the server, which now gives tokens that last. */
export async function expiredAmity(latencyMs = 0): Promise<World> {
  const clock = { behindMs: 31 * 86_400_000 };
  const world = await createWorld({ now: () => Date.now() - clock.behindMs, latencyMs });
  await world.login("amity");
  clock.behindMs = 0;
  return world;
}
