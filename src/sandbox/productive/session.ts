/** A session as the server keeps it. `json` is its row in a list, made when first asked for. */
export interface StoredSession {
  readonly id: number;
  readonly name: string | null;
  readonly userId: number;
  readonly lastIp: string | null;
  readonly location: string | null;
  readonly device: string | null;
  readonly platform: string | null;
  readonly browser: string | null;
  readonly machine: boolean;
  readonly readOnly: boolean;
  readonly twoFactor: boolean;
  token: string;
  lastActivityAt: number;
  expiresAt: number | null;
  /** Until when the code may come; null once it came, and where none is due. */
  codeDueBy: number | null;
  json: string | null;
}

/** A session as an answer shows it; null where a login that waits for its code has no token yet. */
export type ShownSession = Omit<StoredSession, "token"> & { readonly token: string | null };

/** RFC 3339 with milliseconds and the offset of the samples: a client that drops the offset is two hours out. */
export function timestamp(ms: number): string {
  return new Date(ms + 7_200_000).toISOString().replace("Z", "+02:00");
}

function attributesOf(session: ShownSession): Record<string, unknown> {
  return {
    name: session.name,
    note: null,
    user_id: session.userId,
    token: session.token,
    last_ip: session.lastIp,
    location: session.location,
    device: session.device,
    platform: session.platform,
    browser: session.browser,
    machine: session.machine,
    read_only: session.readOnly,
    last_activity_at: timestamp(session.lastActivityAt),
    token_expires_at: session.expiresAt === null ? null : timestamp(session.expiresAt),
    two_factor_auth: session.twoFactor,
    single_sign_on: false,
    agent_first_name: null,
    agent_last_name: null,
    agent_avatar: null,
  };
}

export function resourceOf(session: ShownSession): object {
  return {
    id: String(session.id),
    type: "sessions",
    attributes: attributesOf(session),
    relationships: { user: { meta: { included: false } } },
  };
}

/** A row with the asked-for fields alone; relationships are fields too. */
export function sparseResourceOf(session: StoredSession, fields: ReadonlySet<string>): object {
  const attributes = Object.fromEntries(
    Object.entries(attributesOf(session)).filter(([name]) => fields.has(name)),
  );
  const row = { id: String(session.id), type: "sessions", attributes };
  return fields.has("user") ? { ...row, relationships: { user: { meta: { included: false } } } } : row;
}

export const fieldNames: readonly string[] = [
  "name",
  "note",
  "user_id",
  "token",
  "last_ip",
  "location",
  "device",
  "platform",
  "browser",
  "machine",
  "read_only",
  "last_activity_at",
  "token_expires_at",
  "two_factor_auth",
  "single_sign_on",
  "agent_first_name",
  "agent_last_name",
  "agent_avatar",
  "user",
];
