import { defineConfig } from "vitest/config";

export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    include: ["test/{native,renderer,electron,scripts}/**/*.test.ts?(x)"],
    setupFiles: ["test/set-up.ts"],
    typecheck: { enabled: false },
    // The machines are small and noisy: a test that hangs fails, none measures time.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
