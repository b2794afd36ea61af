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

/** One by one, so that a list of few fields is as cheap to write as it is to read. */
const attributes: Readonly<Record<string, (session: ShownSession) => unknown>> = {
  name: (session) => session.name,
  note: () => null,
  user_id: (session) => session.userId,
  token: (session) => session.token,
  last_ip: (session) => session.lastIp,
  location: (session) => session.location,
  device: (session) => session.device,
  platform: (session) => session.platform,
  browser: (session) => session.browser,
  machine: (session) => session.machine,
  read_only: (session) => session.readOnly,
  last_activity_at: (session) => timestamp(session.lastActivityAt),
  token_expires_at: (session) => (session.expiresAt === null ? null : timestamp(session.expiresAt)),
  two_factor_auth: (session) => session.twoFactor,
  single_sign_on: () => false,
  agent_first_name: () => null,
  agent_last_name: () => null,
  agent_avatar: () => null,
};

/** Relationships are fields too. */
export const fieldNames: readonly string[] = [...Object.keys(attributes), "user"];
const relationships = { user: { meta: { included: false } } };

/** The whole resource, or what of it is asked for. */
export function resourceOf(session: ShownSession, fields: readonly string[] = fieldNames): object {
  const shown: Record<string, unknown> = {};
  for (const name of fields) {
    const value = attributes[name];
    if (value !== undefined) shown[name] = value(session);
  }
  const row = { id: String(session.id), type: "sessions", attributes: shown };
  return fields.includes("user") ? { ...row, relationships } : row;
}

export function rowText(session: StoredSession): string {
  session.json ??= JSON.stringify(resourceOf(session));
  return session.json;
}
