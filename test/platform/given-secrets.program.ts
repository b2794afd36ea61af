import { isFobError } from "../../src/core/errors.ts";
import { secretNames } from "../../src/core/provider-info.ts";
import { Secret } from "../../src/core/secret.ts";
import { createGivenSecrets } from "../../src/platform/given-secrets.ts";
import { readLines } from "../../src/platform/stdin-lines.ts";

/** Takes each secret of the flags twice, or reads lines: in a process of its own, whose stdin is the test's. */
async function run(argv: readonly string[]): Promise<unknown> {
  if (argv[0] === "lines") return readLines(Number(argv[1]));
  const given = createGivenSecrets({ env: process.env, keep: (value) => new Secret(value) }, argv);
  const taken: Record<string, string> = {};
  for (const name of secretNames) {
    if (!given.has(name)) continue;
    const [first, second] = [await given.take(name), await given.take(name)];
    taken[name] = first === second ? (first?.reveal() ?? "") : "not the same twice";
  }
  return taken;
}

run(process.argv.slice(2)).then(
  (answer) => process.stdout.write(JSON.stringify(answer)),
  (error: unknown) => {
    if (!isFobError(error)) throw error;
    process.stdout.write(JSON.stringify([error.code, error.message]));
  },
);
