import { describe, expect, it } from "vitest";
import { createRedactor } from "../../src/core/redactor.ts";
import { openers } from "../../src/main/servers.ts";
import type { HttpSite } from "../../src/platform/http/index.ts";
import { providers } from "../../src/providers/index.ts";
import { fakeClock } from "../support/fake-clock.ts";

const { keep } = createRedactor();
const baseUrl = "https://api.example.com";
const productive = { short: { count: 100, ms: 10_000 }, long: { count: 4000, ms: 1_800_000 } };

/** The site that a provider's requests go to, as the HTTP client is told of it. */
function siteOf(provider: string, settings: Record<string, string> = {}, shared = false): HttpSite {
  const sites: HttpSite[] = [];
  const at = (site: HttpSite) => {
    sites.push(site);
    return { send: () => Promise.reject(new Error("no request was expected")) };
  };
  const { http } = openers({ at, rawAt: at }, providers, { clock: fakeClock(), keep });
  http({ provider, baseUrl, settings, shared });
  const [site] = sites;
  if (site === undefined) throw new Error("no site was asked for");
  return site;
}

describe("how a provider's server is asked", () => {
  it.each<readonly [string, HttpSite, HttpSite]>([
    ["Productive: as fast as it publishes", siteOf("productive"), { baseUrl, rateLimits: productive }],
    ["Productive, where that is off", siteOf("productive", { rateLimit: "off" }), { baseUrl }],
    [
      "Productive, from many machines",
      siteOf("productive", {}, true),
      { baseUrl, rateLimits: productive, shared: true },
    ],
    ["Amity: 5 s after a 429 at the least", siteOf("amity"), { baseUrl, pauseMs: 5000 }],
    ["Pixwel", siteOf("pixwel"), { baseUrl }],
    ["Babel, with an authority of one's own", siteOf("babel", { caFile: "/ca" }), { baseUrl, caFile: "/ca" }],
    ["one that is not built in", siteOf("shelf"), { baseUrl }],
  ])("%s", (_, site, expected) => {
    expect(site).toEqual(expected);
  });
});
