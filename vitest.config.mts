import { configDefaults, defineConfig } from "vitest/config";
import { secondTry } from "./test/support/second-try.ts";
import { Tally } from "./test/support/tally.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // These take minutes: npm run faults.
    exclude: [...configDefaults.exclude, "test/faults/**"],
    pool: "forks",
    globalSetup: "test/support/build-once.ts",
    setupFiles: ["test/support/setup.ts"],
    testTimeout: 90_000,
    hookTimeout: 30_000,
    retry: secondTry,
    reporters: ["default", new Tally()],
  },
});
