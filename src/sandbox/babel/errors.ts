import { json, type Reply } from "../message.ts";

/** False, 0 and null are left out of every answer (IgnoreJSonDefaultValues), so a refusal has no `success` at all. */
export function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefaults);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([, field]) => field !== false && field !== 0 && field !== null);
  return Object.fromEntries(kept.map(([key, field]) => [key, withoutDefaults(field)]));
}

export function answer(fields: object): Reply {
  return json(200, withoutDefaults({ success: true, code: 0, message: null, ...fields }));
}

/** 200 is the only documented status, for a refusal too. */
export function refusal(code: number, message: string): Reply {
  return json(200, withoutDefaults({ success: false, code, message }));
}

/** ASP.NET's own refusals have no body. */
export const unauthorized: Reply = {
  status: 401,
  type: null,
  body: "",
  headers: { "www-authenticate": 'Bearer error="invalid_token"' },
};

export const forbidden: Reply = { status: 403, type: null, body: "" };

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  415: "Unsupported Media Type",
  429: "Too Many Requests",
};

/** ASP.NET's ProblemDetails. */
export function problem(status: number, detail: string): Reply {
  const body = {
    type: "https://tools.ietf.org/html/rfc9110#section-15",
    title: titles[status] ?? "An error occurred while processing your request.",
    status,
    detail,
    traceId: "00-5a4db0c500000000000000000000000-5a4db0c500000000-00",
  };
  return json(status, body, "application/problem+json; charset=utf-8");
}
