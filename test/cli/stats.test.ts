import { expect, it } from "vitest";
import type { FakeAppOptions } from "../support/fake-app.ts";
import { runFake } from "../support/fake-host.ts";
import { credentialOf, pagesOf } from "../support/fake-provider.ts";

const ago = (days: number) => new Date(Date.parse("2026-01-31T00:00:00Z") - days * 86_400_000);
const devices = Array.from({ length: 12 }, (_, n) => ({ device: `d${n}`, createdAt: ago(400) }));
const sessions = [
  { device: "phone", createdAt: ago(0.5), lastActivityAt: ago(0) },
  { device: "phone", createdAt: ago(1), lastActivityAt: ago(7) },
  { kind: "machine" as const, createdAt: ago(365), lastActivityAt: ago(30) },
  ...devices,
].map((one, n) => ({ id: String(n), ...one }));

const options: FakeAppOptions = {
  providers: [{ members: { sessions: { list: pagesOf(sessions) } } }],
  profiles: [{ slots: { active: credentialOf("t") } }],
  now: "2026-01-31T00:00:00Z",
};

it("counts sessions by age, kind, device and last activity; bounds belong to what is older", async () => {
  const { out, status } = await runFake(["sessions", "stats"], options);
  expect(status).toBe(0);
  const counted = out
    .split("\n")
    .map((line) => line.split("\t").join(" "))
    .filter((line) => !/ 0$/.test(line));
  expect(counted).toEqual([
    ...["age under 1 day 1", "age 1 to 7 days 1", "age over 365 days 13"],
    ...["kind user 14", "kind machine 1"],
    ...[
      "device phone 2",
      ...["d0", "d1", "d10", "d11", "d2", "d3", "d4", "d5", "d6"].map((one) => `device ${one} 1`),
    ],
    ...["device others 3", "device unknown 1"],
    ...["last_activity under 1 day 1", "last_activity 7 to 30 days 1", "last_activity 30 to 90 days 1"],
    ...["last_activity unknown 12", ""],
  ]);
});

it.each([
  [true, "machine   1  ██▏"],
  [false, "machine   1  ##"],
])("draws bars that fit the terminal, unicode: %s", async (unicode, line) => {
  const { out } = await runFake(["sessions", "stats"], {
    ...options,
    terminal: { human: true, width: 43, unicode },
  });
  const lines = out.split("\n");
  expect(lines).toContain(line);
  expect(lines).toContain(`user     14  ${(unicode ? "█" : "#").repeat(30)}`);
  expect(lines[0]).toBe("15 sessions");
});
