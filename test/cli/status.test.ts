import { describe, expect, it } from "vitest";
import { runFake } from "../support/fake-host.ts";

const expired = { session: { id: "1", expiresAt: new Date("2026-01-30T00:00:00Z") } };
const options = { now: "2026-01-31T00:00:00Z", profiles: [expired, { name: "b" }] };

const lines = (text: string) => text.trimEnd().split("\n");

describe("fob alone", () => {
  it("says who and what next, plain in a pipe, and is 0", async () => {
    expect(await runFake(["-p", "acme"], options)).toMatchObject({
      status: 0,
      err: "",
      out: [
        "acme: expired as ann at acme",
        "  acme (acme): expired",
        "  b (acme): logged in",
        "",
        "  fob login acme --profile acme   log in again",
        "  fob --help                      see all commands",
        "",
      ].join("\n"),
    });
  });

  it("says why it is unclear which login is meant, and how to say it", async () => {
    const { status, out } = await runFake([], options);
    expect([status, lines(out)]).toEqual([
      0,
      [
        "More than one profile is here: acme, b.",
        "  acme (acme): expired",
        "  b (acme): logged in",
        "Name one with --profile NAME, or make one the default: fob profile use NAME",
        "",
        "  fob --help   see all commands",
      ],
    ]);
  });

  it("says which former sessions still wait to be ended", async () => {
    const profiles = [
      { name: "a", pendingRevokes: 1 },
      { name: "b", state: "logged_out" as const, pendingRevokes: 2 },
    ];
    const { out } = await runFake(["-p", "a"], { ...options, profiles });
    expect(lines(out).slice(3, 5)).toEqual([
      "A former session of a still waits to be ended at its server; each logout tries again.",
      "2 former sessions of b still wait to be ended at their server; each logout tries again.",
    ]);
    expect(lines(out)).toContain("  fob logout b        try again to end its former session");
  });

  it("says that there is no keychain", async () => {
    const { out } = await runFake([], { keychainInSight: false });
    expect(lines(out).slice(0, 2)).toEqual([
      "No login is stored on this machine.",
      "There seems to be no keychain here: at a terminal, fob login offers encrypted files instead.",
    ]);
  });

  it.each([
    [["--json"]],
    [["--no-input", "--json"]],
    [["--json", "--timeout=5s"]],
    [["-p", "acme", "--json", "--no-color"]],
  ])("%j is fob status", async (argv) => {
    const alone = await runFake(argv, options);
    expect(alone).toMatchObject({ status: 0, out: (await runFake(["status", ...argv], options)).out });
    expect(JSON.parse(alone.out)).toMatchObject({ schema: "fob.status/v1" });
  });

  it.each<readonly [readonly string[], string]>([
    [["nothing"], "There is no such command."],
    [["sessions"], "That is a group of commands."],
    [["--nothing"], "There is no flag --nothing."],
    [["--timeout"], "--timeout needs a value."],
    [["-p", "acme", "nothing"], "There is no such command."],
  ])("%j is a mistake as ever", async (argv, message) => {
    const { status, err } = await runFake(argv, options);
    expect([status, lines(err)[0]]).toEqual([2, `fob: ${message}`]);
  });

  it.each([[["--help"]], [["-V"]], [["--quiet", "--help"]]])("%j is no status", async (argv) => {
    expect((await runFake(argv, options)).app).toBeNull();
  });
});
