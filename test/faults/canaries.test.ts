import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { tcpServer } from "../platform/http/servers.ts";
import { type Ended, runChild, startChild } from "../support/child.ts";
import { type Answer, type FakeApi, fakeApi, type Routes } from "../support/fake-api.ts";
import { at, fixture } from "../support/fixture.ts";
import { jsonApi } from "../support/productive.ts";
import { noStrace } from "../support/strace.ts";
import { children, filesWith, formsOf, found, isInHex, shapes, tokenShapes } from "./support/canaries.ts";
import { fault } from "./support/fault.ts";
import { createPlace, type Place } from "./support/world.ts";

/** What a curious user or a CI may set: all of it makes node say more than it should. */
const talkative = {
  FOB_DEBUG: "1",
  NODE_DEBUG: "http,http2,net,tls,undici,fetch,stream,timer,child_process,module,fs",
  NODE_OPTIONS: "--report-uncaught-exception --report-on-fatalerror --trace-warnings --trace-uncaught",
};

type Secrets = Readonly<Record<"password" | "token" | "minted", string>>;

function routesOf({ token, minted }: Secrets): Routes {
  const login = at(
    at(fixture("productive/login"), "data.attributes.token", token),
    "data.attributes.token_expires_at",
    null,
  );
  return {
    "POST /sessions": { status: 201, body: login, type: jsonApi },
    "GET /users/7443": { body: fixture("productive/user"), type: jsonApi },
    "POST /sessions/machine": {
      status: 201,
      body: at(
        at(fixture("productive/machine-created"), "data.attributes.token", minted),
        "data.attributes.name",
        "ci",
      ),
      type: jsonApi,
    },
    "DELETE /sessions/2153": { status: 204 },
  };
}

const login = (api: FakeApi, ...by: readonly string[]) => [
  ...["login", "productive", "--base-url", api.origin, "--username", "dana@example.com"],
  ...by,
];

async function call(place: Place, args: readonly string[], stdin = "", env: object = {}): Promise<Ended> {
  const child = startChild(place.command(args), { ...place.env, ...talkative, TMPDIR: place.home, ...env });
  child.process.stdin.end(stdin);
  return child.ended;
}

/** Neither stream holds a secret, nor any file but those that are to. */
function expectSilence(
  place: Place,
  secrets: Secrets,
  { out, err }: Ended,
  mayHold: readonly string[] = [],
): void {
  expect([found(out, secrets), found(err, secrets)]).toEqual([[], []]);
  expect(filesWith(place.home, secrets, ["password", "command", ...mayHold])).toEqual([]);
}

describe("no canary is seen", () => {
  const tokens = Object.values(tokenShapes);
  Object.entries(shapes).forEach(([name, password], n) => {
    const secrets = { password, token: tokens[n % 12] ?? "", minted: tokens[(n + 5) % 12] ?? "" };
    fault(`a password like ${name}, from login to logout`, "in no stream, file, child", async () => {
      const api = await fakeApi(routesOf(secrets));
      const place = createPlace();
      const json = n % 2 === 0 ? ["--json"] : [];
      for (const [args, stdin] of [
        [login(api, "--password-stdin", ...json), password],
        [["whoami", ...json], ""],
        [["token", "machine", "--name", "ci", "--to", `file:${join(place.home, "token")}`, ...json], ""],
      ] as const) {
        const end = await call(place, args, stdin);
        expect(end.code).toBe(0);
        expectSilence(place, secrets, end, ["token"]);
      }
      const printed = await call(place, ["token", "print"]);
      expect([printed.code, printed.out]).toEqual([0, `${secrets.token}\n`]);
      expectSilence(place, secrets, { ...printed, out: "" }, ["token"]);
      const left = await call(place, ["logout", ...json]);
      expect(left.code).toBe(0);
      expectSilence(place, secrets, left, ["token"]);
      expect(api.received[0]?.body).toMatchObject({ data: { attributes: { password } } });
      return 5;
    });
  });

  fault(
    "secrets in fob's environment, and a command that gives the password",
    "no child gets one, as an argument or a variable",
    async () => {
      const secrets = { password: shapes.quotes, token: shapes.regex, minted: shapes.jwt };
      const api = await fakeApi(routesOf(secrets));
      const place = createPlace();
      writeFileSync(join(place.home, "password"), secrets.password);
      const own = { FOB_API_KEY: secrets.minted, FOB_OTP: shapes.otp, FOB_ADMIN_TOKEN: shapes.uuid };
      const trace = join(place.home, "trace");
      const strace = ["strace", "-f", "-qq", "-v", "-xx", "-s", "65535", "-e", "trace=execve", "-o", trace];
      const fob = place.command(login(api, "--secret", `password=cmd:cat ${join(place.home, "password")}`));
      const child = startChild([...strace, ...fob], { ...place.env, ...talkative, ...own });
      child.process.stdin.end();
      const end = await child.ended;
      expect(end.code).toBe(0);
      const started = children(readFileSync(trace, "utf8"));
      expect(started.length).toBeGreaterThanOrEqual(2);
      const all = [...Object.values(secrets), ...Object.values(own), place.env.FOB_STORE_KEY_FILE ?? ""];
      expect(started.filter((one) => all.some((secret) => isInHex(one, secret)))).toEqual([]);
      expectSilence(place, secrets, end, ["trace"]);
      return started.length;
    },
    { missing: noStrace },
  );
});

/** What a server may echo, whole and in every form. */
function echoing(secrets: Secrets): string {
  return Object.values(secrets)
    .flatMap((secret) => [...formsOf(secret)])
    .join(" and ");
}

describe("no canary is seen on the way of an error", () => {
  const text =
    (status: number) =>
    (echo: string): Answer => ({ status, body: echo, type: "text/plain" });
  const answers: readonly [string, number, (echo: string) => Answer | readonly Answer[]][] = [
    [
      "401 whose detail repeats it",
      5,
      (echo) => ({
        status: 401,
        body: { errors: [{ status: "401", title: echo, detail: echo }] },
        type: jsonApi,
      }),
    ],
    ["403 in plain text", 5, text(403)],
    [
      "422",
      7,
      (echo) => ({
        status: 422,
        body: { errors: [{ status: "422", title: echo, source: { pointer: echo } }] },
        type: jsonApi,
      }),
    ],
    ["404 as a web page", 7, (echo) => ({ status: 404, body: `<html>${echo}</html>`, type: "text/html" })],
    ["500", 12, text(500)],
    ["429 for an hour", 8, (echo) => ({ status: 429, body: echo, headers: { "retry-after": "3600" } })],
    [
      "a redirect to an address with it",
      13,
      (echo) => ({
        status: 302,
        headers: {
          location: `http://${encodeURIComponent(echo.slice(0, 200))}.example/?t=${encodeURIComponent(echo.slice(0, 500))}`,
        },
      }),
    ],
    ["JSON that breaks off", 7, (echo) => ({ status: 200, body: `{"token":"${echo}`, type: jsonApi })],
    [
      "JSON of another shape",
      7,
      (echo) => ({ status: 200, body: { [echo.slice(0, 300)]: echo }, type: jsonApi }),
    ],
    [
      "a content type with it",
      7,
      (echo) => ({ status: 200, body: "x", type: `text/${encodeURIComponent(echo.slice(0, 100))}` }),
    ],
    [
      "a body that is packed by nobody's method",
      7,
      (echo) => ({
        status: 200,
        body: echo,
        headers: { "content-encoding": encodeURIComponent(echo.slice(0, 100)) },
      }),
    ],
  ];
  const rows = Object.entries({
    quotes: shapes.quotes,
    base64: shapes.base64,
    unicode: shapes.unicode,
    percent: shapes.percent,
  });
  for (const [what, exit, answer] of answers) {
    fault(`a login meets ${what}`, `in no stream or file, exit ${exit}`, async () => {
      for (const [n, [, password]] of rows.entries()) {
        const secrets = { password, token: shapes.jwt, minted: shapes.npm };
        const api = await fakeApi({
          "POST /sessions": answer(echoing({ ...secrets, token: password, minted: password })),
        });
        const place = createPlace();
        const end = await call(
          place,
          login(api, "--password-stdin", ...(n % 2 === 0 ? ["--json"] : [])),
          password,
        );
        expect(end.code).toBe(exit);
        expectSilence(place, secrets, end);
      }
      return rows.length;
    });
  }

  const dead: readonly [string, number, (echo: string) => Answer][] = [
    ["401 that repeats it", 4, text(401)],
    ["403 that repeats it", 5, text(403)],
    ["500 that repeats it", 7, text(500)],
    [
      "a user whose name it is",
      0,
      (echo) => ({ body: at(fixture("productive/user"), "data.attributes.first_name", echo), type: jsonApi }),
    ],
  ];
  for (const [what, exit, answer] of dead) {
    fault(`a stored token meets ${what}`, `in no stream or file, exit ${exit}`, async () => {
      for (const [n, token] of [shapes.regex, shapes.quotes, shapes.jwt].entries()) {
        const secrets = { password: shapes.uuid, token, minted: shapes.npm };
        const user = routesOf(secrets)["GET /users/7443"] as Answer;
        const late = answer(echoing({ password: token, token, minted: token }));
        const api = await fakeApi({ ...routesOf(secrets), "GET /users/7443": [user, late] });
        const place = createPlace();
        expect((await call(place, login(api, "--password-stdin"), secrets.password)).code).toBe(0);
        const end = await call(place, ["whoami", "--timeout", "3s", ...(n % 2 === 0 ? ["--json"] : [])]);
        expect(end.code).toBe(exit);
        expectSilence(place, secrets, end);
      }
      return 3;
    });
  }

  const slips: readonly [string, (password: string) => readonly string[]][] = [
    ["as a flag of its own", (password) => ["login", "productive", `--password=${password}`]],
    ["as the value of an unknown flag", (password) => ["login", "productive", "--token", password]],
    ["where a source is due", (password) => ["login", "productive", "--secret", `password=${password}`]],
    ["where a name is due", (password) => ["login", "productive", "--secret", password]],
    ["as a setting", (password) => ["login", "productive", "--set", password]],
    [
      "in a base URL",
      (password) => [
        "login",
        "productive",
        "--base-url",
        `https://me:${encodeURIComponent(password)}@127.0.0.1/`,
      ],
    ],
  ];
  for (const [what, args] of slips) {
    fault(`a secret is typed ${what}`, "the message does not repeat it, exit 2", async () => {
      const typed = [shapes.uuid, shapes.base64, shapes.unicode, shapes.npm];
      for (const password of typed) {
        const place = createPlace();
        const secrets = { password, token: shapes.jwt, minted: shapes.hex };
        const end = await call(place, args(password), "", { NODE_DEBUG: "", FOB_TEST: "" });
        expect(end.code).toBe(2);
        expectSilence(place, secrets, end);
      }
      return typed.length;
    });
  }

  fault(
    "fob crashes while node is told to write reports",
    "no report with its environment is written, exit 1",
    async () => {
      const secrets = { password: shapes.uuid, token: shapes.jwt, minted: shapes.npm };
      const place = createPlace();
      const crash = join(place.home, "crash.cjs");
      writeFileSync(crash, "setTimeout(() => { throw new Error('made up'); }, 500);");
      const server = await tcpServer(() => {});
      const env = {
        FOB_TOKEN: secrets.token,
        FOB_PROVIDER: "productive",
        FOB_BASE_URL: server.origin,
        FOB_PASSWORD: secrets.password,
        NODE_OPTIONS: `--report-uncaught-exception --report-directory=${place.home} --require=${crash}`,
      };
      const end = await runChild(place.command(["whoami", "--timeout", "10s"]), { ...place.env, ...env });
      expect([end.code, end.err]).toEqual([1, expect.stringContaining("made up")]);
      expectSilence(place, secrets, end);
    },
  );
});
