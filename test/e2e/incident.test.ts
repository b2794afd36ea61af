import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createWorld, plainLogin } from "./world.ts";

it("a user who has no login here is found at the server, ended everywhere, and it is written down", async (test) => {
  const world = await createWorld(test);
  const { twoOrganizations: lin, plain: ada } = world.sandbox.accounts.productive;
  const { args } = plainLogin(world.sandbox, "productive");
  const asLin = args.map((one) => (one === ada.email ? lin.email : one));
  expect(await world.fob([...asLin, "--profile", "lin"], { stdin: lin.password })).toMatchObject({
    status: 0,
  });
  const [md, json] = [join(world.home, "incident.md"), join(world.home, "incident.json")];
  const line = ["incident", "revoke", "--user", ada.email, "--report", md, "--report", json];
  const before = world.sandbox.sessionIds();

  const unasked = await world.json(line);
  expect(unasked).toMatchObject({ status: 2, error: { code: "input_needed" } });
  expect([existsSync(md), world.sandbox.sessionIds()]).toEqual([false, before]);

  const done = await world.json([...line, "--yes"]);
  const found = ["2153", "2154", "2155", "2158", "2159"];
  expect(done).toMatchObject({
    status: 0,
    data: found.map((id) => ({ id, profile: "lin", matched_by: "user_list", result: "revoked" })),
    meta: { state: "done", revoked: 5, coverage: [{ status: "searched", user_ids: ["7443"], found: 5 }] },
  });
  expect(world.sandbox.sessionIds()).toEqual(before.filter((id) => !found.includes(id)));
  expect([md, json].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o600]);
  const report = JSON.parse(readFileSync(json, "utf8"));
  expect(report).toMatchObject({ schema: "fob.incident.report/v1", state: "done", revoked: 5 });
  expect(report.items.map(({ id, result }: { id: string; result: string }) => [id, result])).toEqual(
    found.map((id) => [id, "revoked"]),
  );
  const text = readFileSync(md, "utf8");
  expect(text).toContain(`# Revocation of \`${ada.email}\``);
  for (const id of found) expect(text).toContain(`| \`session\` | \`${id}\` |`);

  const again = await world.json([...line, "--yes"]);
  expect(again).toMatchObject({ status: 10, error: { code: "local_io" } });
  expect(readFileSync(md, "utf8")).toBe(text);
  const rest = await world.json(["incident", "revoke", "--user", ada.email, "--yes"]);
  expect(rest).toMatchObject({ status: 0, data: [], meta: { coverage: [{ user_ids: ["7443"] }] } });
  expect(world.sandbox.violations()).toEqual([]);
}, 60_000);

it("what is no user and no report is refused", async (test) => {
  const world = await createWorld(test);
  const refused = async (...line: string[]) => (await world.json(["incident", "revoke", ...line])).error;
  const nobody = { code: "usage", message: "Nothing says whose sessions are to end." };
  expect(await refused()).toMatchObject(nobody);
  expect(await refused("--user", " ")).toMatchObject(nobody);
  expect(await refused("--user", "ada", "--report", "r.txt")).toMatchObject({
    code: "usage",
    message: "r.txt ends neither with .md nor with .json.",
  });
});
