import { describe, expect, it } from "vitest";
import { parseHeaders } from "../../../src/actions/api/headers.ts";

const own = ["authorization", "x-licence"];

describe("-H", () => {
  it.each([
    [[], {}],
    [["Accept: text/csv"], { accept: "text/csv" }],
    [["accept:text/csv"], { accept: "text/csv" }],
    [["X-Range:  resources=0-9 "], { "x-range": "resources=0-9" }],
    [["X-Empty:"], { "x-empty": "" }],
    [["X-Time: 10:30"], { "x-time": "10:30" }],
    [['If-Match: "a"', 'if-match: "b"'], { "if-match": '"a", "b"' }],
    [["Content-Type: text/plain", "User-Agent: me"], { "content-type": "text/plain", "user-agent": "me" }],
    [["X-Organization-Id: 5"], { "x-organization-id": "5" }],
    [["X-Author: ann"], { "x-author": "ann" }],
  ])("%j", (lines, headers) => {
    expect(parseHeaders(lines, own)).toEqual(headers);
  });

  const login = (name: string) => `The header ${name} is not taken: what logs in comes from the profile.`;
  const framing = (name: string) => `The header ${name} is set by fob itself.`;
  const control = "The header x has a line break or a character that no header can hold.";

  it.each([
    ["no-colon", "-H takes NAME: VALUE."],
    [": canary", "-H takes NAME: VALUE."],
    ["a b: canary", "-H takes NAME: VALUE."],
    ["a\r\nb: canary", "-H takes NAME: VALUE."],
    ["Authorization: Bearer canary", login("authorization")],
    ["authorization : canary", "-H takes NAME: VALUE."],
    ["X-Licence: canary", login("x-licence")],
    ["X-Auth-Token: canary", login("x-auth-token")],
    ["x-api-key: canary", login("x-api-key")],
    ["ApiKey: canary", login("apikey")],
    ["Cookie: canary", login("cookie")],
    ["Proxy-Authorization: canary", login("proxy-authorization")],
    ["X-Access-Token: canary", login("x-access-token")],
    ["Host: elsewhere.example", framing("host")],
    ["Content-Length: 0", framing("content-length")],
    ["Transfer-Encoding: chunked", framing("transfer-encoding")],
    ["Connection: close", framing("connection")],
    ["Keep-Alive: 5", framing("keep-alive")],
    ["TE: trailers", framing("te")],
    ["Trailer: x", framing("trailer")],
    ["Upgrade: h2c", framing("upgrade")],
    ["Expect: 100-continue", framing("expect")],
    ["Accept-Encoding: br", framing("accept-encoding")],
    ["Proxy-Connection: close", framing("proxy-connection")],
    ["X-HTTP-Method-Override: DELETE", "The header x-http-method-override is not taken."],
    ["X-Method-Override: DELETE", "The header x-method-override is not taken."],
    ["x: canary\r\ny: z", control],
    ["x: canary\u001b[2J", control],
    ["x: canary\u0000", control],
    ["x: canary\u2028", control],
  ])("%j is refused, and not repeated", (line, message) => {
    expect(() => parseHeaders(["Accept: */*", line], own)).toThrow(
      expect.objectContaining({ code: "usage", message: expect.not.stringContaining("canary") }),
    );
    expect(() => parseHeaders([line], own)).toThrow(expect.objectContaining({ message }));
  });
});
