import { type Fields, isRecord } from "../../core/narrow.ts";
import { type Call, json, type Reply, type Route, type Shape } from "../message.ts";
import type { AmityOptions } from "../options.ts";
import type { AmityNetwork } from "./accounts.ts";
import { banned, invalid, unauthorized } from "./errors.ts";
import type { AmitySession, AmityState } from "./state.ts";
import { shownFiles, shownUser } from "./user.ts";

type Version = "v3" | "v4" | "v5";
export const lastCachePurge = "2026-01-01T00:00:00.000Z";
const month = 30 * 86_400_000;

const body: Shape = {
  userId: "text",
  deviceId: "text",
  deviceInfo: { kind: "text", model: "text", sdkVersion: "text" },
  displayName: "text",
  authToken: "text",
};

export function registerRoutes(state: AmityState, options: AmityOptions): readonly Route[] {
  const versions: readonly Version[] = ["v3", "v4", "v5"];
  return versions.map((version) => ({
    method: "POST",
    path: new RegExp(`^/api/${version}/sessions$`),
    headers: version === "v5" ? ["x-api-key", "set-access-token-cookie"] : ["x-api-key"],
    body: version === "v3" ? body : { ...body, profileHandle: "text" },
    handle: (call) => register(state, options, version, call),
  }));
}

function register(state: AmityState, options: AmityOptions, version: Version, call: Call): Reply {
  const network = state.networks.find((one) => one.apiKey === call.headers["x-api-key"]);
  if (network === undefined) return unauthorized;
  const faults = faultsOf(call.body, version);
  if (faults.length > 0) return invalid(faults);
  const userId = String(call.body.userId);
  const known = state.user(network, userId);
  if (!isProven(state, network, userId, call)) return unauthorized;
  if (known?.banned === true) return banned;
  const user = known ?? state.addUser(network, userId, call.now);
  const { displayName, profileHandle } = call.body;
  if (typeof displayName === "string") user.displayName = displayName;
  if (typeof profileHandle === "string") user.profileHandle = profileHandle;
  const lifetime = options.tokenLifetimeMs ?? month;
  const session = state.open(user, String(call.body.deviceId), call.now + lifetime);
  return json(200, registered(session, version, call.now));
}

/** In an open network nothing is proven: a key and a name are enough. */
function isProven(state: AmityState, network: AmityNetwork, userId: string, call: Call): boolean {
  const { authToken } = call.body;
  if (!network.secure) return true;
  return typeof authToken === "string" && state.acceptsAuthToken(network, userId, authToken, call.now);
}

function registered(session: AmitySession, version: Version, now: number): object {
  const answer = {
    accessToken: session.accessToken,
    issuedAt: new Date(now).toISOString(),
    expiresAt: new Date(session.expiresAt).toISOString(),
    users: [shownUser(session.user)],
    roles: session.user.roles.map((roleId) => shownRole(roleId, session.user.createdAt)),
    files: shownFiles(session.user),
    lastCachePurge,
  };
  if (version === "v5") return { ...answer, userType: "signed-in" };
  return { ...answer, refreshToken: session.accessToken.replace("access", "refresh") };
}

function shownRole(roleId: string, at: number): object {
  const time = new Date(at).toISOString();
  return { roleId, displayName: roleId, updatedAt: time, createdAt: time, permissions: [], isDeleted: false };
}

const deviceKinds: readonly unknown[] = ["ios", "android", "web", "node"];

function faultsOf(fields: Fields, version: Version): readonly string[] {
  const { deviceInfo, userId } = fields;
  const kind = isRecord(deviceInfo) ? deviceInfo.kind : undefined;
  const reserved = version === "v5" && typeof userId === "string" && /^(ADMIN|DELETED)_/.test(userId);
  return [
    ...lengthFault(fields, "userId", 1, 50, true),
    ...lengthFault(fields, "deviceId", 1, 150, true),
    ...lengthFault(fields, "displayName", 0, 100, false),
    ...lengthFault(fields, "authToken", 1, 100, false),
    ...(kind !== undefined && !deviceKinds.includes(kind) ? ["deviceInfo.kind is not one of the known"] : []),
    ...(reserved ? ["userId must not start with ADMIN_ or DELETED_"] : []),
  ];
}

function lengthFault(
  fields: Fields,
  key: string,
  min: number,
  max: number,
  required: boolean,
): readonly string[] {
  const value = fields[key];
  if (value === undefined) return required ? [`${key} is required`] : [];
  const fits = typeof value === "string" && value.length >= min && value.length <= max;
  return fits ? [] : [`${key} length must be ${min} to ${max}`];
}
