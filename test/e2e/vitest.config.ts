import { defineConfig } from "vitest/config";

export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    include: ["test/e2e/**/*.test.ts"],
    globalSetup: ["test/e2e/say-screenshots.ts"],
    setupFiles: ["test/set-up.ts"],
    testTimeout: 240_000,
    hookTimeout: 120_000,
    // Build machines are slow, and no journey measures time.
    expect: { poll: { timeout: 60_000, interval: 100 } },
    // Build machines share their cores: a journey that failed once there is walked again, and both walks are shown.
    retry: process.env["CI"] === "true" ? 1 : 0,
    // One browser, one station and one camera encoder at a time are enough for two cores.
    fileParallelism: false,
  },
});
