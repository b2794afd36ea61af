import type { Slots } from "../../src/core/credential.ts";
import { createRedactor } from "../../src/core/redactor.ts";
import type { CredentialStore } from "../../src/core/store.ts";

const { keep } = createRedactor();

/** A login whose token says which one it is. */
export function slotsWith(token: string): Slots {
  const active = {
    baseUrl: "https://api.example",
    secrets: { token: keep(token) },
    details: {},
    expiresAt: null,
    given: false,
  };
  return { active, pending: null, pendingRevoke: [] };
}

/** The token that is stored, or what is found in its place. */
export async function tokenIn(store: CredentialStore, ref: string): Promise<string> {
  const found = await store.read(ref);
  return found.kind === "found" ? (found.slots.active?.secrets.token?.reveal() ?? "none") : found.kind;
}
