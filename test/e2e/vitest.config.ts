import { defineConfig } from "vitest/config";

export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    include: ["test/e2e/**/*.test.ts"],
    setupFiles: ["test/set-up.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One browser, one station and one camera encoder at a time are enough for two cores.
    fileParallelism: false,
  },
});
