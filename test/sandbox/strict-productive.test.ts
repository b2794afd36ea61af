import { it } from "vitest";
import { sandboxes } from "./raw.ts";
import { type Case, expectViolation } from "./strict-client.ts";

const start = sandboxes();
const jsonApi = { "content-type": "application/vnd.api+json" };
const json = { "content-type": "application/json" };

const login = {
  data: { type: "sessions", attributes: { email: "a@b.example", password: "secret-in-a-body" } },
};

it.each<Case>([
  ["productive", { method: "GET", path: "/people", headers: jsonApi }, 404, "no such route is documented"],
  [
    "productive",
    { method: "PATCH", path: "/sessions/1", headers: jsonApi },
    404,
    "no such route is documented",
  ],
  [
    "productive",
    { method: "DELETE", path: "/sessions/machine", headers: jsonApi },
    404,
    "no such route is documented",
  ],
  [
    "productive",
    { method: "DELETE", path: "/sessions/", headers: jsonApi },
    404,
    "no such route is documented",
  ],
  [
    "productive",
    { method: "DELETE", path: "/sessions/%2e%2e", headers: jsonApi },
    404,
    "no such route is documented",
  ],
  [
    "productive",
    { method: "POST", path: "/sessions", headers: json, body: login },
    415,
    'content type "application/json"',
  ],
  [
    "productive",
    {
      method: "POST",
      path: "/sessions",
      headers: { "content-type": "application/vnd.api+json; charset=utf-8" },
      body: login,
    },
    415,
    'content type "application/vnd.api+json; charset=utf-8"',
  ],
  ["productive", { method: "POST", path: "/sessions", body: login }, 415, "no content type"],
  [
    "productive",
    { method: "PUT", path: "/sessions/1/validate_otp", headers: json, body: login },
    415,
    'content type "application/json"',
  ],
  ["productive", { method: "DELETE", path: "/sessions/1" }, 415, "no content type"],
  ["productive", { method: "POST", path: "/sessions/jwt?expires_in=60" }, 415, "no content type"],
  ["productive", { method: "GET", path: "/users", headers: json }, 415, 'content type "application/json"'],
  [
    "productive",
    { method: "GET", path: "/users?token=invalid", headers: jsonApi },
    400,
    'query key "token" is not documented',
  ],
  [
    "productive",
    { method: "POST", path: "/sessions?email=a", headers: jsonApi, body: login },
    400,
    'query key "email" is not documented',
  ],
  [
    "productive",
    { method: "GET", path: "/users", headers: { authorization: "Bearer t" } },
    400,
    'header "authorization" is not documented',
  ],
  [
    "productive",
    { method: "POST", path: "/sessions", headers: { ...jsonApi, "x-auth-token": "t" }, body: login },
    400,
    'header "x-auth-token" is not documented',
  ],
  [
    "productive",
    { method: "POST", path: "/sessions", headers: jsonApi, body: "{" },
    400,
    "the body is no JSON object",
  ],
  [
    "productive",
    { method: "POST", path: "/sessions", headers: jsonApi, body: { data: { attributes: { login: "a" } } } },
    400,
    'body field "data.attributes.login" is not documented',
  ],
  [
    "productive",
    { method: "POST", path: "/sessions", headers: jsonApi, body: { data: { attributes: { email: 1 } } } },
    400,
    'body field "data.attributes.email" is no text',
  ],
  [
    "productive",
    { method: "POST", path: "/sessions", headers: jsonApi, body: { data: [] } },
    400,
    'body field "data" is no object',
  ],
  [
    "productive",
    { method: "DELETE", path: "/sessions/1", headers: jsonApi, body: {} },
    400,
    "a body where none is documented",
  ],
])("what no document allows is noted and refused: %s %o", (...row) => expectViolation(start, row));
