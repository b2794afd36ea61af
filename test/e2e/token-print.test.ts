import { describe, expect, it } from "vitest";
import type { ProviderId } from "../../src/sandbox/index.ts";
import { runChild } from "../support/child.ts";
import { itNeeds, without } from "../support/needs.ts";
import { createWorld, type World, withWorld } from "./world.ts";

const noCurl = without(["curl", "--version"]);

/** What answers 200 to whoever is logged in. */
const asked = ({ accounts }: World["sandbox"]): Readonly<Record<ProviderId, string>> => ({
  productive: "sessions",
  pixwel: `users/${accounts.pixwel.plain.id}?fields=_id`,
  amity: "api/v3/sessions",
  babel: "v1/auth/user",
});
const variables = {
  productive: "PRODUCTIVE_TOKEN",
  pixwel: "PIXWEL_TOKEN",
  amity: "AMITY_ACCESS_TOKEN",
  babel: "BABEL_TOKEN",
} as const;

describe.concurrent("token print", () => {
  for (const provider of ["productive", "pixwel", "amity", "babel"] as const) {
    itNeeds(noCurl, `--format header is what curl takes from stdin, at ${provider}`, () =>
      withWorld(async (world) => {
        await world.login(provider);
        const { stdout: headers } = await world.fob(["token", "print", "--format", "header"]);
        const url = `${world.sandbox.url(provider)}/${asked(world.sandbox)[provider]}`;
        const pipe = `printf %s "$HEADERS" | curl -sS -o /dev/null -w '%{http_code}' -H @- "$1"`;
        const curl = (text: string) =>
          runChild(["sh", "-c", pipe, "sh", url], { PATH: process.env.PATH, HEADERS: text });
        expect(await curl(headers)).toMatchObject({ code: 0, out: "200" });
        expect(await curl("")).toMatchObject({ code: 0, out: expect.stringMatching(/^4\d\d$/) });
      }),
    );

    it(`tells the same token in every format, at ${provider}`, async (test) => {
      const world = await createWorld(test);
      await world.login(provider);
      const print = async (...words: string[]) => (await world.fob(["token", "print", ...words])).stdout;
      const raw = (await print()).replace(/\n$/, "");
      expect(raw).toMatch(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/);
      const whole = JSON.parse(await print("--format", "json"));
      expect(whole).toEqual({
        profile: provider,
        provider,
        token: raw,
        headers: expect.any(Object),
        expires_at: whole.expires_at,
      });
      const headers = Object.entries(whole.headers).map(([name, value]) => `${name}: ${value}\n`);
      expect(await print("--format", "header")).toBe(headers.join(""));
      expect(JSON.parse(await print("--json"))).toMatchObject({ schema: "fob.token.print/v1", data: whole });
      for (const shell of ["sh", "bash", "dash", "zsh"].filter(
        (one) => without([one, "-c", "true"]) === null,
      )) {
        const script = `eval "$1"; printf %s "$${variables[provider]}"`;
        const { out, err } = await runChild([shell, "-c", script, shell, await print("--format", "env")]);
        expect([shell, out, err]).toEqual([shell, raw, ""]);
      }
    });
  }

  it("hands a shell nothing that it would run", async (test) => {
    const world = await createWorld(test);
    const token = `a'b"$(touch${"$"}{IFS}pwned)\`touch\tpwned\`;touch&|<>*?[]{}~#!\\`.replace("\t", "");
    const env = { FOB_TOKEN: token, FOB_PROVIDER: "productive" };
    const { stdout } = await world.fob(["token", "print", "--format", "env"], { env });
    const before = world.files();
    for (const shell of ["sh", "bash", "dash", "zsh"].filter(
      (one) => without([one, "-c", "true"]) === null,
    )) {
      const script = 'cd "$2" && eval "$1"; printf %s "$PRODUCTIVE_TOKEN"';
      const { out, err } = await runChild([shell, "-c", script, shell, stdout, world.home]);
      expect([shell, out, err]).toEqual([shell, token, ""]);
    }
    expect(world.files()).toEqual(before);
  });
});
