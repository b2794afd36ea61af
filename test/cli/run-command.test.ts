import { expect, it } from "vitest";
import type { View } from "../../src/cli/command.ts";
import type { Host } from "../../src/cli/host.ts";
import { runCommand } from "../../src/cli/run-command.ts";
import type { App } from "../../src/core/app.ts";
import { isFobError } from "../../src/core/errors.ts";
import type { Notice } from "../../src/core/provider.ts";
import { failing, fakeApp } from "../support/fake-app.ts";

/** What reaches people, in order, of a command that does this. */
async function toldBy(run: (app: App) => Promise<View>) {
  const told: string[] = [];
  const fake = fakeApp();
  const terminal: App["terminal"] = {
    ...fake.terminal,
    print: (text) => told.push(`answer ${text.trim()}`) > 0,
    note: (text) => void told.push(text),
    progressDone: () => void told.push("progress cleared"),
  };
  const host: Host = {
    version: "1.2.3",
    env: {},
    createApp: async (_globals, _bulk, warn: (notice: Notice) => void) => ({ ...fake, terminal, warn }),
    writeOut: () => expect.unreachable("no help was expected"),
    helpWidth: () => undefined,
    fail: ({ message }) => void told.push(`failed ${message}`),
    asFobError: (error) => (isFobError(error) ? error : expect.unreachable(String(error))),
    close: async () => {},
  };
  const command = { examples: [], output: null, run };
  const entry = { path: ["try"], summary: "", load: async () => command };
  const status = await runCommand(host, { entry, command, args: [], options: {} }, ["try"]);
  return { status, told };
}

it("a warning is told once, before the answer, or after it where it came up in what follows the answer", async () => {
  const run = async (app: App): Promise<View> => {
    app.warn({ code: "early", message: "early" });
    app.warn({ code: "early", message: "early" });
    const afterwards = async () => {
      app.warn({ code: "early", message: "early" });
      app.warn({ code: "late", message: "late" });
      return null;
    };
    return { data: null, text: () => "done", afterwards };
  };
  expect(await toldBy(run)).toEqual({
    status: 0,
    told: ["warning: early", "answer done", "warning: late"],
  });
});

it("a failure does not stand behind what was told of progress", async () => {
  const failure = failing("network");
  const run = (app: App): Promise<View> => {
    app.warn({ code: "early", message: "early" });
    return Promise.reject(failure);
  };
  expect(await toldBy(run)).toEqual({
    status: 6,
    told: ["progress cleared", "warning: early", `failed ${failure.message}`],
  });
});
