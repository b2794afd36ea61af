import { madeUpHex } from "../made-up.ts";
import { type AmityNetwork, amityNetworks } from "./accounts.ts";

export interface AmityUser {
  readonly network: AmityNetwork;
  readonly userId: string;
  readonly internalId: string;
  readonly roles: readonly string[];
  readonly banned: boolean;
  readonly createdAt: number;
  displayName: string;
  profileHandle: string;
  updatedAt: number;
}

export interface AmitySession {
  readonly user: AmityUser;
  readonly deviceId: string;
  readonly accessToken: string;
  expiresAt: number;
}

export interface AmityState {
  readonly networks: readonly AmityNetwork[];
  readonly counts: { registrations: number; users: number };
  user(network: AmityNetwork, userId: string): AmityUser | null;
  addUser(network: AmityNetwork, userId: string, now: number): AmityUser;
  /** Ends what the same device had before. */
  open(user: AmityUser, deviceId: string, expiresAt: number): AmitySession;
  session(accessToken: string, now: number): AmitySession | null;
  end(session: AmitySession): void;
  endAllOf(user: AmityUser): void;
  expireAll(now: number): void;
  mintAuthToken(network: AmityNetwork, userId: string, now: number): string;
  acceptsAuthToken(network: AmityNetwork, userId: string, token: string, now: number): boolean;
  adminOf(token: string): AmityNetwork | null;
  /** The former token is dead at once. */
  rotateAdmin(network: AmityNetwork): string;
}

/** An authentication token lives about ten minutes (AM-FAQ). */
const authTokenLifetime = 600_000;

export function createState(now: number): AmityState {
  const users = new Map<string, AmityUser>();
  const sessions = new Map<string, AmitySession>();
  const devices = new Map<string, AmitySession>();
  const counts = { registrations: 0, users: 0 };
  const keyOf = (network: AmityNetwork, id: string): string => `${network.apiKey} ${id}`;
  const networks: readonly AmityNetwork[] = Object.values(amityNetworks);
  for (const network of networks) {
    for (const userId of [network.userId, network.bannedUserId]) {
      users.set(keyOf(network, userId), newUser(network, userId, userId === network.bannedUserId, now));
    }
  }
  const end = (session: AmitySession): void => void sessions.delete(session.accessToken);
  return {
    networks,
    counts,
    user: (network, userId) => users.get(keyOf(network, userId)) ?? null,
    addUser(network, userId, at) {
      const user = newUser(network, userId, false, at);
      users.set(keyOf(network, userId), user);
      counts.users++;
      return user;
    },
    open(user, deviceId, expiresAt) {
      const device = keyOf(user.network, deviceId);
      const former = devices.get(device);
      if (former !== undefined) end(former);
      const session = { user, deviceId, expiresAt, accessToken: `made-up-access-token-${madeUpHex(32)}` };
      sessions.set(session.accessToken, session);
      devices.set(device, session);
      counts.registrations++;
      return session;
    },
    session(accessToken, at) {
      const session = sessions.get(accessToken);
      return session !== undefined && at < session.expiresAt ? session : null;
    },
    end,
    endAllOf(user) {
      for (const session of sessions.values()) if (session.user === user) end(session);
    },
    expireAll(at) {
      for (const session of sessions.values()) session.expiresAt = at;
    },
    ...authTokens(),
    ...adminTokens(),
  };
}

function authTokens(): Pick<AmityState, "mintAuthToken" | "acceptsAuthToken"> {
  const minted = new Map<string, { of: string; until: number }>();
  const of = (network: AmityNetwork, userId: string): string => `${network.apiKey} ${userId}`;
  return {
    mintAuthToken(network, userId, now) {
      const token = `made-up-auth-token-${madeUpHex(32)}`;
      minted.set(token, { of: of(network, userId), until: now + authTokenLifetime });
      return token;
    },
    acceptsAuthToken(network, userId, token, now) {
      const one = minted.get(token);
      return one !== undefined && one.of === of(network, userId) && now < one.until;
    },
  };
}

function adminTokens(): Pick<AmityState, "adminOf" | "rotateAdmin"> {
  const tokens = new Map<string, AmityNetwork>(
    Object.values(amityNetworks).map((network) => [network.adminToken, network]),
  );
  return {
    adminOf: (token) => tokens.get(token) ?? null,
    rotateAdmin(network) {
      for (const [token, owner] of tokens) if (owner === network) tokens.delete(token);
      const token = `made-up-admin-token-${madeUpHex(32)}`;
      tokens.set(token, network);
      return token;
    },
  };
}

function newUser(network: AmityNetwork, userId: string, banned: boolean, now: number): AmityUser {
  return {
    network,
    userId,
    internalId: madeUpHex(24),
    roles: ["member"],
    banned,
    createdAt: now,
    displayName: userId,
    profileHandle: "",
    updatedAt: now,
  };
}
