import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { programCommand } from "../support/built-program.ts";
import { runChild } from "../support/child.ts";
import { cleanEnv } from "../support/cli.ts";
import { itNeeds, without } from "../support/needs.ts";
import { createWorld } from "./world.ts";

const unshare = process.getuid?.() === 0 ? ["unshare", "-m"] : ["unshare", "-rm"];
const noUnshare = without([...unshare, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], "unshare and mount");

describe("the log of what was done", () => {
  it("tells a story, is whole, and names what was changed in it", async (test) => {
    const world = await createWorld(test);
    await world.login("productive");
    const { stdout: token } = await world.fob(["token", "print"]);
    await world.fob(["token", "machine", "--name", "ci"]);
    await world.fob(["sessions", "revoke", "--others", "--yes"]);
    await world.fob(["logout"]);
    const listed = await world.fob(["audit", "list"]);
    expect(listed.stdout.split("\n").map((line) => line.split("\t").toSpliced(0, 1).toSpliced(5, 1))).toEqual(
      [
        ["login", "productive", "productive", "active", "0", "node"],
        ["print", "productive", "productive", "printed", "0", "node"],
        ["mint", "productive", "productive", "minted_session", "0", "node"],
        ...Array.from({ length: 3 }, () => ["revoke", "productive", "productive", "revoked", "0", "node"]),
        ["logout", "productive", "productive", "revoked", "0", "node"],
        [],
      ],
    );
    const path = join(world.home, ".config", "fob", "audit", "000001.jsonl");
    const text = readFileSync(path, "utf8");
    expect(text).not.toContain(token.trim());
    expect((await world.fob(["audit", "export"])).stdout).toBe(text);
    const hash = createHash("sha256")
      .update(text.trimEnd().split("\n").at(-1) ?? "")
      .digest("hex");
    const whole = { ok: true, records: 7, files: 1, head: hash, problems: [], gaps: [] };
    expect(await world.json(["audit", "verify", "--head", hash])).toMatchObject({ status: 0, data: whole });
    writeFileSync(path, text.replace('"mint"', '"exec"'));
    const problem = { file: "000001.jsonl", line: 3, kind: "edited" };
    expect(await world.json(["audit", "verify"])).toMatchObject({
      status: 13,
      data: { ...whole, ok: false, problems: [problem] },
      error: { code: "unsafe", exit: 13 },
    });
    expect((await world.fob(["audit", "verify"])).stdout).toContain("problem 000001.jsonl line 3: ");
    expect((await world.fob(["audit", "verify", "--head", "nonsense"])).status).toBe(2);
  });

  it("is not written where it is switched off, and the preference is kept", async (test) => {
    const world = await createWorld(test);
    const folder = join(world.home, ".config", "fob", "audit");
    const off = {
      ...world,
      fob: (args: readonly string[]) => world.fob(args, { env: { FOB_AUDIT: "off" } }),
    };
    expect((await off.fob(["profile", "list"])).status).toBe(0);
    await world.login("amity");
    const written = readFileSync(join(folder, "000001.jsonl"), "utf8").split("\n").length;
    await off.fob(["token", "print"]);
    expect(await world.fob(["audit", "off"])).toMatchObject({
      status: 0,
      stdout: "The audit log is not written from now on.\n",
    });
    await world.fob(["token", "print"]);
    await world.fob(["token", "print"], { env: { FOB_AUDIT: "on" } });
    await world.fob(["audit", "on"]);
    const actions = readFileSync(join(folder, "000001.jsonl"), "utf8")
      .trimEnd()
      .split("\n")
      .slice(written - 1)
      .map((line) => JSON.parse(line).action);
    expect(actions).toEqual(["audit_off", "print", "audit_on"]);
  });

  itNeeds(
    noUnshare,
    "is silent for a login of the environment where nothing can be written, and a warning for a stored one",
    async (test) => {
      const world = await createWorld(test);
      await world.login("productive");
      const { stdout: token } = await world.fob(["token", "print"]);
      const config = join(world.home, ".config", "fob");
      const env = { ...world.env, FOB_PROVIDER: "productive", FOB_BASE_URL: world.sandbox.url("productive") };
      const print = (more: Readonly<Record<string, string>>) =>
        runChild(
          [
            ...[
              ...unshare,
              "sh",
              "-c",
              `mount --bind ${config} ${config} && mount -o remount,bind,ro ${config} && exec "$@"`,
            ],
            ...["sh", ...programCommand(), "token", "print"],
          ],
          cleanEnv(world.home, { ...env, ...more }),
        );
      const ofEnvironment = await print({ FOB_TOKEN: token.trim() });
      expect([ofEnvironment.code, ofEnvironment.out, ofEnvironment.err]).toEqual([
        0,
        token,
        "Token of FOB_TOKEN (chosen by: FOB_TOKEN)\n",
      ]);
      const stored = await print({});
      expect([stored.code, stored.out]).toEqual([0, token]);
      expect(stored.err).toContain("warning: This is missing from the audit log. Cannot write to ");
      mkdirSync(join(world.home, "empty"));
      expect(existsSync(join(world.home, "empty", "audit"))).toBe(false);
    },
  );

  itNeeds(
    noUnshare,
    "loses no token on a full disk, and tells of the gap when there is room again",
    async (test) => {
      const world = await createWorld(test);
      await world.login("productive");
      const config = join(world.home, ".config", "fob");
      const seed = join(world.home, "seed");
      const fob = (...args: readonly string[]) =>
        [...programCommand(), ...args].map((word) => `'${word}'`).join(" ");
      const script = `
        cp -a ${config} ${seed}
        mount -t tmpfs -o size=128k,mode=700 tmpfs ${config} || exit 99
        cp -a ${seed}/. ${config}/
        for n in 1 2 3 4 5 6 7 8; do ${fob("token", "print")} >/dev/null || exit 1; done
        dd if=/dev/zero of=${config}/fill bs=1k 2>/dev/null
        for n in 1 2 3 4 5 6 7 8; do ${fob("token", "print")} >/dev/null || exit 2; done
        ${fob("audit", "verify")} || exit 3
        rm ${config}/fill
        ${fob("token", "print")} >/dev/null || exit 4
        ${fob("audit", "verify", "--json")} || exit 5`;
      const { code, out, err } = await runChild(
        [...unshare, "sh", "-c", script],
        cleanEnv(world.home, world.env),
      );
      expect([code, err.includes("the disk is full")]).toEqual([0, true]);
      const { data } = JSON.parse(out.trimEnd().split("\n").at(-1) ?? "");
      expect(data).toMatchObject({ ok: true, problems: [] });
      expect(data.gaps).toEqual([
        expect.objectContaining({
          message: expect.stringMatching(/^\d+ records? could not be written \(since /),
        }),
      ]);
      const [, missed] = /^(\d+) record/.exec(data.gaps[0].message) ?? [];
      expect(data.records - 1 + Number(missed)).toBe(1 + 17);
      expect(err.split("the disk is full").length - 1).toBe(Number(missed));
    },
  );
});
