import { describe, expect, it } from "vitest";
import { FobError } from "../../src/core/errors.ts";
import type { RawResponse } from "../../src/core/http.ts";
import type { ProviderInfo } from "../../src/core/provider-info.ts";
import { Secret } from "../../src/core/secret.ts";
import type { FakeAppOptions } from "../support/fake-app.ts";
import { lastError, runFake } from "../support/fake-host.ts";
import { address, credentialOf } from "../support/fake-provider.ts";

const active = { slots: { active: credentialOf("tok-in-use") } };

function answering(response: Partial<RawResponse>, info: Partial<ProviderInfo> = {}): FakeAppOptions {
  const whole = {
    status: 200,
    reason: "",
    headers: [],
    mediaType: "",
    body: Buffer.from("body"),
    problem: null,
  };
  const tokenForm = () => ({
    raw: new Secret("tok-in-use"),
    headers: { "X-Auth-Token": new Secret("tok-in-use") },
  });
  return {
    providers: [{ members: { tokenForm }, info }],
    profiles: [active],
    raw: async () => ({ ...whole, ...response }),
  };
}

const mightHave = "It may have taken effect all the same: look before you send it again.";
const trace = "See what was sent with --debug; where nothing is wrong with that, try again later.";
const otherAddress =
  "See the address with: fob profile list --json. Log in with the right one: --base-url URL";
const whoAmI =
  "See who you are there with: fob whoami --profile acme. Another login is named by --profile NAME.";
const later = "Run it again later, or give it time to wait: --timeout 5m";
const again = "Log in again: fob login acme --profile acme";
const redirect = new FobError("redirect_refused", "It is elsewhere.");
const limit = new FobError("rate_limited", "Too many.", { retryable: true, retryAfterS: 9 });

describe("the exit status of an answer", () => {
  it.each([
    ["GET", 200, 0, null, null],
    ["POST", 201, 0, null, null],
    ["DELETE", 204, 0, null, null],
    ["GET", 304, 0, null, null],
    ["GET", 302, 13, "redirect_refused", otherAddress],
    ["POST", 307, 13, "redirect_refused", otherAddress],
    ["GET", 400, 7, "provider_error", trace],
    ["GET", 401, 4, "login_expired", again],
    ["POST", 401, 4, "login_expired", again],
    ["GET", 403, 5, "forbidden", whoAmI],
    ["GET", 404, 7, "provider_error", `PATH is taken below ${address}`],
    ["POST", 409, 7, "provider_error", trace],
    ["POST", 422, 7, "provider_error", trace],
    ["GET", 429, 8, "rate_limited", later],
    ["POST", 429, 8, "rate_limited", later],
    ["GET", 500, 7, "provider_error", trace],
    ["HEAD", 503, 7, "provider_error", trace],
    ["POST", 500, 7, "provider_error", mightHave],
    ["PATCH", 502, 7, "provider_error", mightHave],
    ["DELETE", 503, 7, "provider_error", mightHave],
  ])("%s %i: %i", async (method, status, exit, code, hint) => {
    const problem = status === 429 ? limit : code === "redirect_refused" ? redirect : null;
    const options = answering({ status, problem });
    const plain = await runFake(["api", method, "/x"], options);
    const json = await runFake(["api", method, "/x", "--json"], options);
    expect([plain.status, json.status]).toEqual([exit, exit]);
    expect([plain.out, plain.secretOut, json.out, json.secretOut]).toEqual(["", "body", "", "body"]);
    if (code === null) expect([plain.err, json.err]).toEqual(["", ""]);
    else expect(lastError(json)).toMatchObject({ code, exit, hint, provider: "acme", profile: "acme" });
  });

  it.each([
    ["GET", 500, true],
    ["POST", 500, false],
    ["GET", 404, false],
    ["POST", 429, true],
  ])("%s %i may be tried again: %s", async (method, status, retryable) => {
    const ran = await runFake(
      ["api", method, "/x", "--json"],
      answering({ status, problem: status === 429 ? limit : null }),
    );
    expect(lastError(ran).retryable).toBe(retryable);
  });

  const api = {
    mediaType: "application/json",
    credentialHeaders: [],
    pages: null,
    successFlag: { below: "v1", name: "success" },
  };
  it.each([
    ["/v1/roles", "application/json", '{"success":true,"roles":[]}', 0],
    ["/v1/roles", "application/json", '{"success":false}', 5],
    ["/v1/roles", "application/json", '{"code":"X","message":"no"}', 5],
    ["/v1/roles", "application/problem+json", "{}", 5],
    ["/v1/roles", "application/json", '{"success":"true"}', 5],
    ["/v1/report", "application/pdf", "{}", 0],
    ["/v1/list", "application/json", "[]", 0],
    ["/v1/empty", "", "", 0],
    ["/swagger/v1/swagger.json", "application/json", "{}", 0],
  ])("where success has a flag: %s %s %s is %i", async (path, mediaType, text, exit) => {
    const ran = await runFake(
      ["api", "GET", path],
      answering({ mediaType, body: Buffer.from(text) }, { api }),
    );
    expect([ran.status, ran.secretOut]).toEqual([exit, text]);
  });
});

describe("--include", () => {
  it("prints what came before the body, without its secrets", async () => {
    const headers = [
      ["content-type", "text/plain"],
      ["set-cookie", "sid=canary; Path=/; HttpOnly"],
      ["set-cookie", "canary"],
      ["x-auth-token", "canary"],
      ["x-echo", "tok-in-use"],
      ["x-odd", "a\u001b[2Jb"],
    ] as const;
    const options = answering({ status: 201, reason: "Made It", headers });
    const ran = await runFake(["api", "GET", "/x", "-i"], options);
    expect(ran.out).toBe(
      [
        "HTTP/1.1 201 Made It",
        "content-type: text/plain",
        "set-cookie: sid=[secret]; Path=/; HttpOnly",
        "set-cookie: [secret]",
        "x-auth-token: [secret]",
        "x-echo: [secret]",
        "x-odd: a\\x1b[2Jb",
        "",
        "",
      ].join("\r\n"),
    );
    expect(ran.secretOut).toBe("body");
  });

  it("does not go with --paginate", async () => {
    const ran = await runFake(["api", "GET", "/x", "-i", "--paginate", "--json"], answering({}));
    expect(lastError(ran)).toMatchObject({ exit: 2, hint: "Leave out one of the two." });
  });
});

describe("the body that is sent", () => {
  it.each([
    [["-d", "text"], "text"],
    [["-d", ""], ""],
    [["--data", '{"a": 1}'], '{"a": 1}'],
    [["-d", "@body.json"], "of a file"],
    [["-d", "-"], "of stdin"],
    [["-d", "@-"], "of stdin"],
    [[], null],
  ])("%j", async (argv, expected) => {
    const sent: (string | null)[] = [];
    const ran = await runFake(["api", "POST", "/x", ...argv], {
      ...answering({}),
      bytes: { "body.json": "of a file", "-": "of stdin" },
      raw: async (request, site) => {
        sent.push(request.body === null ? null : Buffer.from(request.body).toString());
        return answering({}).raw?.(request, site) ?? Promise.reject(new Error("no answer"));
      },
    });
    expect([ran.status, sent]).toEqual([0, [expected]]);
  });

  it("is given once", async () => {
    const ran = await runFake(["api", "POST", "/x", "-d", "a", "-d", "b", "--json"], answering({}));
    expect(lastError(ran)).toMatchObject({ exit: 2, message: "There is one body, so -d is given once." });
  });
});

describe("--paginate", () => {
  const list = {
    pages: "json_api" as const,
    mediaType: "application/json",
    credentialHeaders: [],
    successFlag: null,
  };
  const paged = (last: Partial<RawResponse> = {}): FakeAppOptions => ({
    ...answering({}, { api: list }),
    raw: async (request, site) => {
      const number = Number(new Map(request.query).get("page[number]"));
      const data = `[{"id":"${number}","type":"t","n":9007199254740993${number},"s":"\u202e"}]`;
      const body = Buffer.from(
        `{"data":${data},"included":[{"id":"9","type":"u"}],"meta":{"total_pages":2}}`,
      );
      const more = number === 2 ? last : {};
      return answering({ body, ...more }).raw?.(request, site) ?? Promise.reject(new Error("no answer"));
    },
  });
  const item = (number: number) =>
    `{"id":"${number}","type":"t","n":9007199254740993${number},"s":"\\u202e"}\n`;

  it("gives an item a line with --jsonl, and says at the end how many", async () => {
    expect(await runFake(["api", "GET", "/x", "--paginate", "--jsonl"], paged())).toMatchObject({
      status: 0,
      secretOut: item(1) + item(2),
      out: '{"meta":{"count":2,"pages":2,"included":[{"id":"9","type":"u"}]},"warnings":[]}\n',
      err: "",
    });
  });

  it("gives the items until a page fails, and then no last line", async () => {
    const ran = await runFake(["api", "GET", "/x", "--paginate", "--jsonl"], paged({ status: 500 }));
    expect([ran.status, ran.secretOut, ran.out]).toEqual([7, item(1), ""]);
    expect(lastError(ran)).toMatchObject({ message: "Page 2 of 2: ACME answered 500.", profile: "acme" });
  });

  it("gives no half document", async () => {
    const ran = await runFake(["api", "GET", "/x", "--paginate"], paged({ status: 500 }));
    expect([ran.status, ran.secretOut, ran.out]).toEqual([7, "", ""]);
  });
});

describe("whose login it is", () => {
  const projectFile = async () => ({ profile: "acme", path: "/repo/.fob.json" });
  it.each([
    ["POST", "POST as acme (chosen by: project_file)\n"],
    ["GET", ""],
  ])("%s by .fob.json says %j", async (method, err) => {
    expect(
      await runFake(["api", method, "/x"], { ...answering({}), selection: { projectFile } }),
    ).toMatchObject({
      status: 0,
      err,
    });
  });
});
