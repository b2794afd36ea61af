import { describe, expect, it } from "vitest";
import { plainCall } from "../../../src/cli/plain-call.ts";
import { formOf } from "../../../src/main/quick/form.ts";

describe("the calls that are answered without the program", () => {
  it.each([
    ["--version", { of: "version" }],
    ["-V", { of: "version" }],
    ["--help", { of: "help" }],
    ["-h", { of: "help" }],
    ["help", { of: "help" }],
    ["whoami --offline", { of: "whoami", flags: {} }],
    [
      "whoami --offline -p work --json --quiet",
      { of: "whoami", flags: { profile: "work", json: true, quiet: true } },
    ],
    ["token print", { of: "token", flags: {} }],
    [
      "token print --profile a --profile b --store file --config-dir x",
      { of: "token", flags: { profile: "b", store: "file", configDir: "x" } },
    ],
  ])("%s", (line, form) => {
    expect(formOf(line.split(" "))).toEqual(form);
  });

  it.each([
    "",
    "--version --json",
    "help login",
    "whoami",
    "whoami --json --offline",
    "whoami --offline --all",
    "whoami --offline extra",
    "whoami --offline --profile",
    "whoami --offline --profile --json",
    "whoami --offline --profile=work",
    "whoami --offline constructor x",
    "token print --json",
    "token print --format json",
    "token machine",
  ])("leaves to the program: %s", (line) => {
    expect(formOf(line.split(" "))).toBeNull();
  });

  it.each(["whoami --offline", "token print"])(
    "means by its flags what the program does: %s",
    async (line) => {
      const flags = ["--profile work", "-p work", "--store file", "--config-dir x", "--quiet"];
      for (const flag of [...flags, ...(line === "token print" ? [] : ["--json"])]) {
        const argv = `${line} ${flag}`.split(" ");
        const form = formOf(argv);
        const { offline: _, color: __, input: ___, ...options } = (await plainCall(argv))?.options ?? {};
        expect(form !== null && "flags" in form && form.flags).toEqual(options);
      }
    },
  );
});
