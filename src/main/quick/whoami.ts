import type { whoamiJson } from "../../cli/commands/whoami-json.ts";
import { canBeTerminal } from "../../platform/terminal/is-terminal.ts";
import type { Answer } from "./answer.ts";
import { type Chosen, chosenLogin } from "./chosen.ts";
import type { Flags } from "./form.ts";

/** What `fob whoami --offline` prints of a login that lives, where no person looks; else null. */
export function whoamiOffline(process: NodeJS.Process, flags: Flags): Answer | null {
  if (canBeTerminal(1)) return null;
  const chosen = chosenLogin(process, flags);
  if (chosen === null || isOver(chosen)) return null;
  return { text: flags.json ? documentOf(chosen) : lineOf(chosen) };
}

function isOver({ record: { session } }: Chosen): boolean {
  return session.expiresAt !== null && Date.parse(session.expiresAt) <= Date.now();
}

function lineOf({ record, store }: Chosen): string {
  const { name, provider, identity, session } = record;
  const cells = [name, provider, "active", identity.login, identity.name, session.expiresAt, store];
  return `${cells.map((one) => one ?? "").join("\t")}\n`;
}

function documentOf({ record, store, chosenBy }: Chosen): string {
  const { name, provider, identity, session } = record;
  const data: ReturnType<typeof whoamiJson> = {
    profile: name,
    provider,
    state: "active",
    verified: false,
    identity,
    session: { id: session.id, expires_at: session.expiresAt },
    source: store,
    chosen_by: chosenBy,
  };
  return `${JSON.stringify({ schema: "fob.whoami/v1", data, meta: {}, warnings: [] })}\n`;
}
