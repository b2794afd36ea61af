import { describe, expect } from "vitest";
import { fault } from "./support/fault.ts";
import { noBash, type Shell, startShell, typed } from "./support/shell.ts";
import { createWorld, type World } from "./support/world.ts";

interface AtPrompt {
  readonly world: World;
  readonly shell: Shell;
  readonly password: string;
}

/** A login that asks for the password on a terminal, half of which has been typed. */
async function atPrompt(): Promise<AtPrompt> {
  const world = await createWorld();
  const { email, password } = world.sandbox.accounts.productive.plain;
  const shell = await startShell(world);
  const base = world.sandbox.url("productive");
  shell.runs(typed(world, ["login", "productive", "--base-url", base, "--username", email]));
  await shell.sees("Password:");
  shell.types(password.slice(0, 5));
  await shell.sees("Password:");
  return { world, shell, password };
}

/** Nothing was stored or sent, nothing typed was shown, and the terminal is as it was. */
async function expectNothingChanged({ world, shell, password }: AtPrompt): Promise<void> {
  expect(await shell.isSane()).toBe(true);
  expect(Object.keys(world.files())).toEqual([]);
  expect(world.sandbox.requests()).toEqual([]);
  expect(shell.screen()).not.toContain(password.slice(0, 5));
}

describe("at a hidden prompt", () => {
  const ways: readonly [string, number, (shell: Shell) => void][] = [
    ["Ctrl-C as byte 3", 130, (shell) => shell.types("\x03")],
    ["SIGINT", 130, (shell) => process.kill(shell.child(), "SIGINT")],
    ["SIGTERM", 143, (shell) => process.kill(shell.child(), "SIGTERM")],
    ["SIGHUP", 129, (shell) => process.kill(shell.child(), "SIGHUP")],
  ];
  for (const [name, status, end] of ways) {
    fault(
      `${name} at a hidden prompt`,
      `echo is back, nothing is stored, exit ${status}`,
      async () => {
        const scene = await atPrompt();
        end(scene.shell);
        expect(await scene.shell.status()).toBe(status);
        await expectNothingChanged(scene);
      },
      { missing: noBash },
    );
  }

  const stops: readonly [string, (shell: Shell) => void][] = [
    ["Ctrl-Z", (shell) => shell.types("\x1a")],
    ["SIGTSTP", (shell) => process.kill(shell.child(), "SIGTSTP")],
  ];
  for (const [name, stop] of stops) {
    fault(
      `${name} at a hidden prompt, then fg`,
      "echo is back while it waits; the login goes on unseen, exit 0",
      async () => {
        const scene = await atPrompt();
        const { world, shell, password } = scene;
        stop(shell);
        await shell.sees("Stopped");
        await shell.sees("ready> ");
        await expectNothingChanged(scene);
        shell.runs("fg");
        await shell.hides();
        shell.types(password.slice(5));
        await shell.sees("Password:");
        shell.types("\r");
        expect(await shell.status()).toBe(0);
        expect(shell.screen()).not.toContain(password.slice(0, 5));
        expect(shell.screen()).not.toContain(password.slice(5));
        expect(await shell.isSane()).toBe(true);
        expect(await world.fob(["whoami"])).toMatchObject({ status: 0 });
      },
      { missing: noBash },
    );
  }
});
