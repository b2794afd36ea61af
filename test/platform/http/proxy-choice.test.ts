import { describe, expect, it } from "vitest";
import { proxyFor } from "../../../src/platform/http/proxy.ts";

describe("the proxy for a URL", () => {
  const chosen = (url: string, env: Record<string, string>) => proxyFor(new URL(url), env)?.origin ?? null;
  const a = "http://a.example:1";
  const b = "http://b.example:2";

  it.each<[string, Record<string, string>, string | null]>([
    ["https://x.example", {}, null],
    ["https://x.example", { HTTPS_PROXY: a }, a],
    ["https://x.example", { https_proxy: a, HTTPS_PROXY: b }, a],
    ["https://x.example", { https_proxy: "", HTTPS_PROXY: b }, b],
    ["https://x.example", { HTTPS_PROXY: a, ALL_PROXY: b }, a],
    ["https://x.example", { ALL_PROXY: b }, b],
    ["https://x.example", { all_proxy: a, ALL_PROXY: b }, a],
    ["https://x.example", { HTTP_PROXY: a, http_proxy: b }, null],
    ["https://x.example", { HTTPS_PROXY: "proxy.example:3128" }, "http://proxy.example:3128"],
    ["https://x.example", { HTTPS_PROXY: "https://u:p@proxy.example" }, "https://proxy.example"],
    ["http://127.0.0.1:5", { HTTP_PROXY: a, HTTPS_PROXY: a, ALL_PROXY: a }, null],
    ["https://127.0.0.1:5", { HTTPS_PROXY: a }, null],
    ["https://localhost", { HTTPS_PROXY: a }, null],
    ["https://[::1]", { HTTPS_PROXY: a }, null],
  ])("%s with %j", (url, env, expected) => {
    expect(chosen(url, env)).toBe(expected);
  });

  it.each<[string, string, boolean]>([
    ["https://x.example", "*", true],
    ["https://x.example", "x.example", true],
    ["https://x.example", "X.EXAMPLE", true],
    ["https://api.x.example", "x.example", true],
    ["https://api.x.example", ".x.example", true],
    ["https://api.x.example", "*.x.example", true],
    ["https://apix.example", "x.example", false],
    ["https://x.example", "y.example x.example", true],
    ["https://x.example", "y.example, x.example", true],
    ["https://x.example", "x.example:443", true],
    ["https://x.example", "x.example:8443", false],
    ["https://x.example:8443", "x.example:8443", true],
    ["https://10.1.2.3", "10.1.2.3", true],
    ["https://10.1.2.3", "2.3", false],
    ["https://10.1.2.3", "10.0.0.0/8", true],
    ["https://11.1.2.3", "10.0.0.0/8", false],
    ["https://10.1.2.3", "10.0.0.0/99", false],
    ["https://[fd00::1]", "fd00::/8", true],
    ["https://[fd00::1]", "fd00::1", true],
    ["https://[fd00::1]", "[fd00::1]:443", true],
    ["https://x.example", "10.0.0.0/8", false],
    ["https://x.example", "", false],
    ["https://x.example", " , ", false],
  ])("%s is exempt by NO_PROXY=%s: %s", (url, list, exempt) => {
    expect(chosen(url, { HTTPS_PROXY: a, NO_PROXY: list })).toBe(exempt ? null : a);
    expect(chosen(url, { HTTPS_PROXY: a, no_proxy: list, NO_PROXY: "" })).toBe(exempt ? null : a);
  });

  it.each([
    "socks5://canary@s.example:1080",
    "ftp://canary@x",
    "http://",
    "canary canary",
    "http://canary%zz@h",
  ])("cannot be %s, and its value is not shown", (value) => {
    const error = (() => {
      try {
        return proxyFor(new URL("https://x.example"), { HTTPS_PROXY: value });
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toMatchObject({ code: "usage", message: expect.stringContaining("HTTPS_PROXY") });
    expect(`${error} ${JSON.stringify(error)}`).not.toContain("canary");
  });
});
