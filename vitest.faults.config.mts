import { defineConfig } from "vitest/config";
import { FaultTable } from "./test/faults/support/table.ts";
import { secondTry } from "./test/support/second-try.ts";
import { Tally } from "./test/support/tally.ts";

// Everything that goes wrong on purpose: one file at a time, since many of these tests measure how long fob waits.
export default defineConfig({
  test: {
    include: [
      "test/faults/**/*.test.ts",
      "test/properties/**/*.test.ts",
      "test/platform/{files,http,lock,stores}/**/*.test.ts",
    ],
    pool: "forks",
    fileParallelism: false,
    env: { FOB_PROPERTY_RUNS: process.env.FOB_PROPERTY_RUNS ?? "100000" },
    globalSetup: "test/support/build-once.ts",
    setupFiles: ["test/support/setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 30_000,
    retry: secondTry,
    reporters: ["default", new FaultTable(), new Tally()],
  },
});
