import { json, type Reply } from "../message.ts";

export const mediaType = "application/vnd.api+json";
const answered = `${mediaType}; charset=utf-8`;

export function document(status: number, value: unknown): Reply {
  return json(status, value, answered);
}

export function documentText(status: number, body: string): Reply {
  return { status, type: answered, body };
}

/** The error object of the samples: always with a `source`, empty where nothing is pointed at. */
function error(status: number, code: string, title: string, detail: string, source: object = {}): Reply {
  return document(status, { errors: [{ status: String(status), code, title, detail, source }] });
}

/** The same for a wrong password, an unknown address, and a token that is missing, unknown or expired. */
export const unauthenticated = error(
  401,
  "invalid_auth_token",
  "Unauthenticated",
  "You are not authenticated",
);

export const denied = error(
  403,
  "access_denied",
  "Access Denied",
  "You are not authorized to access this resource",
);

export const codeTooLate = error(
  403,
  "validation_time_expired",
  "Access Denied",
  "You are not authorized to access this resource",
);

/** Recorded answers to a DELETE carry an extra, empty `meta`. */
export const notFound = document(404, {
  errors: [
    {
      status: "404",
      code: "record_not_found",
      title: "Record Not Found",
      detail: "The requested record was not found",
      meta: {},
      source: {},
    },
  ],
});

export function invalid(pointer: string, detail: string): Reply {
  return error(422, "invalid_attribute", "Invalid Attribute", detail, { pointer });
}

/** The one documented error whose status is a number, and which has neither code nor source. */
export function unsupportedFilter(name: string): Reply {
  const detail = `Filter '${name}' is not supported on this endpoint`;
  return {
    ...document(400, { errors: [{ status: 400, title: "Unsupported Filter", detail }] }),
    violation: `filter "${name}" is not documented`,
  };
}

export function tooMany(retryAfterS: number): Reply {
  const reply = error(429, "rate_limit_exceeded", "Too Many Requests", "The rate limit is exceeded");
  return { ...reply, headers: { "retry-after": String(retryAfterS) } };
}

const titles: Readonly<Record<number, readonly [code: string, title: string]>> = {
  400: ["bad_request", "Bad Request"],
  401: ["invalid_auth_token", "Unauthenticated"],
  403: ["access_denied", "Access Denied"],
  404: ["not_found", "Not Found"],
  415: ["unsupported_media_type", "Unsupported Media Type"],
  429: ["rate_limit_exceeded", "Too Many Requests"],
};

export function problem(status: number, detail: string): Reply {
  const [code, title] = titles[status] ?? ["server_error", "Server Error"];
  return error(status, code, title, detail);
}
