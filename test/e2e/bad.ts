import { describe, expect, it } from "vitest";
import type { FaultRule, ProviderId } from "../../src/sandbox/index.ts";
import type { CallOptions } from "../support/cli.ts";
import { createWorld, settled, type World } from "./world.ts";

export interface Bad {
  /** What is typed after `fob`; PRODUCTIVE, PIXWEL, AMITY and BABEL stand for the sandbox's base URLs. */
  readonly fob: string;
  readonly call?: CallOptions;
  /** What was done before, by calls that end with 0. */
  readonly loggedIn?: ProviderId;
  readonly fails?: readonly [ProviderId, FaultRule];
  readonly status: number;
  /** The message, whole, and the hint. */
  readonly says: string;
  readonly hint: string | null;
  /** How many requests may have been sent. Default 0. */
  readonly requests?: number;
}

/** Each is refused as it should be, sends no more than it may, and changes no file. */
export function refuses(about: string, table: Readonly<Record<string, Bad>>): void {
  describe.concurrent(about, () => {
    for (const [name, bad] of Object.entries(table)) {
      it(name, async (test) => {
        const world = await createWorld(test);
        if (bad.loggedIn !== undefined) await world.login(bad.loggedIn);
        if (bad.fails !== undefined) world.sandbox.fail(...bad.fails);
        const [before, sent] = [world.kept(), world.sandbox.requests().length];
        const { status, stdout, stderr } = await world.fob(addressed(world, bad.fob), bad.call);
        const err = told(bad);
        expect({
          status,
          stdout,
          err: settled(stderr)
            .replace(world.home, "HOME")
            .replace(/-[0-9a-f]{8}\.enc/, "-REF.enc"),
          requests: world.sandbox.requests().length - sent,
        }).toEqual({ status: bad.status, stdout: "", err, requests: bad.requests ?? 0 });
        expect(stdout + stderr).not.toContain("hunter2");
        expect(world.kept()).toEqual(before);
        expect(world.sandbox.violations()).toEqual([]);
      });
    }
  });
}

function told({ says, hint }: Bad): string {
  return `fob: ${says}\n${hint === null ? "" : `  ${hint}\n`}`;
}

function addressed({ sandbox }: World, line: string): readonly string[] {
  const urls = (["productive", "pixwel", "amity", "babel"] as const).map(
    (id) => [id.toUpperCase(), sandbox.url(id)] as const,
  );
  return line.split(" ").map((word) => urls.find(([name]) => name === word)?.[1] ?? word);
}
