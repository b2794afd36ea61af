import type { Credential } from "../../core/credential.ts";
import type { ListedToken } from "../../core/provider.ts";
import type { Api } from "./api.ts";
import { listSessions } from "./list.ts";

/** The machine sessions among all sessions. */
export async function* listMachineTokens(
  api: Api,
  credential: Credential,
): AsyncGenerator<readonly ListedToken[]> {
  for await (const page of listSessions(api, credential)) {
    const machines = page.filter(({ kind, revocable }) => kind === "machine" && revocable);
    yield machines.map((session) => ({
      id: session.id,
      name: session.name,
      tokenType: "session",
      revoked: false,
      current: session.current,
      readOnly: session.readOnly,
      userId: session.userId,
      createdAt: session.createdAt,
      lastActivityAt: session.lastActivityAt,
      expiresAt: session.expiresAt,
    }));
  }
}
