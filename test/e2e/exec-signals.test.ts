import { spawn } from "node:child_process";
import { describe, expect, it, onTestFinished } from "vitest";
import { noBash, startShell } from "../faults/support/shell.ts";
import { createPlace } from "../faults/support/world.ts";
import { programCommand } from "../support/built-program.ts";
import { cleanEnv, newHome, removeHome } from "../support/cli.ts";
import { itNeeds } from "../support/needs.ts";
import { keys, startInTerminal } from "../support/pty.ts";

const env = { FOB_TOKEN: "tok-of-ci-12345", FOB_PROVIDER: "productive" };

/** Counts what of one signal comes within a while of the first, then ends with 5. */
const counting = (name: string) => `let n = 0;
  process.on("${name}", () => { if (++n === 1) setTimeout(() => { console.log("got " + n); process.exit(5); }, 300); });
  setInterval(() => {}, 1000);
  console.log("ready");`;

function home(): string {
  const folder = newHome();
  onTestFinished(() => removeHome(folder));
  return folder;
}

/** Without a terminal of its own, as in CI. */
function startAlone(command: readonly string[]) {
  const folder = home();
  const [file, ...words] = programCommand();
  const child = spawn(file, [...words, "exec", "--", ...command], {
    detached: true,
    env: cleanEnv(folder, env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  const ready = new Promise<void>((resolve) =>
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      if (out.includes("ready")) resolve();
    }),
  );
  const ended = new Promise<{ status: number | null; out: string }>((resolve) =>
    child.on("close", (status) => resolve({ status, out })),
  );
  return { child, ready, ended };
}

describe.concurrent("a signal to fob while its command runs", () => {
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const) {
    it(`${name} goes to the command, once, whose status counts`, async () => {
      const { child, ready, ended } = startAlone([process.execPath, "-e", counting(name)]);
      await ready;
      child.kill(name);
      expect(await ended).toEqual({ status: 5, out: "ready\ngot 1\n" });
    });
  }

  it("SIGTERM that ends the command is 143", async () => {
    const { child, ready, ended } = startAlone(["sh", "-c", "echo ready; exec sleep 20"]);
    await ready;
    child.kill("SIGTERM");
    expect(await ended).toEqual({ status: 143, out: "ready\n" });
  });

  it("ends nothing of fob's own: a command that takes its time is waited for", async () => {
    const slow = 'process.on("SIGTERM", () => setTimeout(() => process.exit(6), 2500)); console.log("ready")';
    const { child, ready, ended } = startAlone([
      process.execPath,
      "-e",
      `${slow}; setInterval(() => {}, 99)`,
    ]);
    await ready;
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGTERM"), 100);
    expect(await ended).toEqual({ status: 6, out: "ready\n" });
  });
});

describe.concurrent("a command in a terminal", () => {
  it("has the terminal on all three streams, at its size", async () => {
    const script = 'test -t 0 && test -t 1 && test -t 2 && stty size && read -r line && echo "read $line"';
    const person = startInTerminal(["exec", "--", "sh", "-c", script], { home: home(), env, columns: 71 });
    await person.sees("24 71");
    person.types(`hello${keys.enter}`);
    await person.sees("read hello");
    expect(await person.ended).toBe(0);
  });

  it("gets Ctrl-C once, and fob leaves the answer to it", async () => {
    const words = ["exec", "--", process.execPath, "-e", counting("SIGINT")];
    const person = startInTerminal(words, { home: home(), env });
    await person.sees("ready");
    person.types(keys.ctrlC);
    await person.sees("got 1");
    expect(await person.ended).toBe(5);
  });

  it("that Ctrl-C ends is 130", async () => {
    const person = startInTerminal(["exec", "--", "sh", "-c", "echo ready; exec sleep 20"], {
      home: home(),
      env,
    });
    await person.sees("ready");
    person.types(keys.ctrlC);
    expect(await person.ended).toBe(130);
  });

  it("of one exec in another gets Ctrl-C once too", async () => {
    const inner = [...programCommand(), "exec", "--", process.execPath, "-e", counting("SIGINT")];
    const person = startInTerminal(["exec", "--", ...inner], { home: home(), env });
    await person.sees("ready");
    person.types(keys.ctrlC);
    await person.sees("got 1");
    expect(await person.ended).toBe(5);
  });
});

itNeeds(noBash, "Ctrl-Z stops fob and its command, and fg goes on with both", async () => {
  const place = createPlace(env);
  const shell = await startShell(place);
  const script = 'echo ready; read -r line; echo "read $line"; exit 7';
  shell.runs([...place.command(["exec", "--", "sh", "-c"]), `'${script}'`].join(" "));
  await shell.sees(/^ready/m);
  shell.types("\x1a");
  await shell.sees("Stopped");
  await shell.sees("ready> ");
  shell.runs("fg");
  await shell.sees("fg");
  shell.types("hello\r");
  await shell.sees("read hello");
  expect(await shell.status()).toBe(7);
});
