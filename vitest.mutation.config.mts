import { defineConfig } from "vitest/config";

/** The quick tests of what `npm run mutate` breaks: no process is spawned. */
export default defineConfig({
  test: {
    include: [
      "test/core/{mask,redactor,visible,rules}.test.ts",
      "test/platform/http/{url,retry}.test.ts",
      "test/platform/lock/{claim,lock}.test.ts",
      "test/properties/**/*.test.ts",
    ],
    setupFiles: ["test/support/setup.ts"],
    env: { FOB_PROPERTY_RUNS: "200" },
    testTimeout: 30_000,
  },
});
