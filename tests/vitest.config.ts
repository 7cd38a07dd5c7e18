import { defineConfig } from "vitest/config";

const layer = (name: string, overrides: object = {}) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], testTimeout: 20_000, hookTimeout: 60_000, ...overrides },
});

// One project a layer, cheapest first. Layers that share one engine or many sockets run their files one by one.
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    reporters: ["default"],
    projects: [
      layer("unit"),
      layer("contract"),
      layer("layers"),
      layer("proxy", { fileParallelism: false }),
      layer("cli", { fileParallelism: false }),
      layer("security", { fileParallelism: false, testTimeout: 60_000, hookTimeout: 240_000 }),
      layer("web", { fileParallelism: false, testTimeout: 60_000, hookTimeout: 120_000 }),
      layer("shell", { fileParallelism: false, testTimeout: 60_000, hookTimeout: 120_000 }),
      layer("pack", { globalSetup: ["tests/helpers/packOnce.ts"], hookTimeout: 60_000 }),
      layer("docker", { fileParallelism: false, testTimeout: 180_000, hookTimeout: 600_000 }),
    ],
  },
});
