import type { Shape } from "../message.ts";

/**
 * The body that the document gives for a login is its own answer. `password` is left out on purpose: it is the stored
 * hash there, and a client that sends one could overwrite it.
 */
export const sessionBody: Shape = {
  _id: "text",
  emailNormal: "text",
  invite: "text",
  name: "text",
  preferences: "any",
  queue: "any",
  status: "any",
  territory: "any",
  username: "text",
  orderQueue: "any",
  shareQueue: "any",
  id: "text",
  flags: "any",
  twofactorVerified: "flag",
  permissions: "any",
  groups: "any",
  roles: "any",
  studios: "any",
  $links: "any",
  hasEnforced2fa: "flag",
};
