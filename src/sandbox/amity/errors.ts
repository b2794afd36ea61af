import { json, type Reply } from "../message.ts";

/** The body of AM-SPEC24 global/error.yaml. */
export function failure(
  status: number,
  code: number,
  message: string,
  detail: readonly string[] = [],
): Reply {
  return json(status, { status: "error", code, message, data: { detail } });
}

export const unauthorized = failure(401, 400100, "Unauthorized Error.");
export const permissionDenied = failure(403, 400301, "Permission Denied.");
export const notSecure = failure(403, 400300, "Forbidden Error.");
export const banned = failure(403, 400312, "User is banned from the network.");
export const userNotFound = failure(404, 400400, "userId Not Found");

export function invalid(detail: readonly string[]): Reply {
  return failure(422, 500000, "Parameters validation error!", detail);
}

export function tooMany(retryAfterS: number): Reply {
  return { ...failure(429, 400311, "RateLimit Exceed"), headers: { "retry-after": String(retryAfterS) } };
}

/** A wrong server key is the one refusal that is no JSON (AM-AUTH4). */
export const wrongServerKey: Reply = { status: 401, type: "text/plain; charset=utf-8", body: "Unauthorized" };

const codes: Readonly<Record<number, number>> = { 401: 400100, 403: 400300, 404: 400400, 429: 400311 };

export function problem(status: number, detail: string): Reply {
  return failure(status, codes[status] ?? (status < 500 ? 400000 : 500000), detail);
}
