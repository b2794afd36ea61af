import { configDefaults, defineConfig } from "vitest/config";
import { secondTry } from "./test/support/second-try.ts";
import { Tally } from "./test/support/tally.ts";

const executable = Boolean(process.env.FOB_TEST_PROGRAM);
const ofExecutable = "test/binary/executable.test.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Minutes, and what only `npm run test:binary` has.
    exclude: [...configDefaults.exclude, "test/faults/**", ...(executable ? [] : [ofExecutable])],
    pool: "forks",
    globalSetup: "test/support/build-once.ts",
    setupFiles: ["test/support/setup.ts"],
    testTimeout: 90_000,
    hookTimeout: 30_000,
    retry: secondTry,
    reporters: ["default", new Tally()],
  },
});
