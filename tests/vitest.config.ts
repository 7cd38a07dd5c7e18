import { defineConfig } from "vitest/config";

// How long a test and a condition may take says nothing about the product: a machine that does much else besides is
// slow, and a condition that never comes fails all the same.
const patience = { testTimeout: 60_000, hookTimeout: 120_000, expect: { poll: { timeout: 20_000 } } };

const layer = (name: string, overrides: object = {}) => ({
  test: { name, include: [`tests/${name}/**/*.test.ts`], ...patience, ...overrides },
});

// One project a layer, cheapest first. Layers that share one engine or many sockets run their files one by one.
export default defineConfig({
  root: new URL("..", import.meta.url).pathname,
  test: {
    reporters: ["default"],
    projects: [
      layer("unit"),
      layer("contract"),
      layer("layers", { testTimeout: 180_000, hookTimeout: 180_000 }),
      layer("proxy", { fileParallelism: false }),
      layer("cli", { fileParallelism: false }),
      layer("security", { fileParallelism: false, hookTimeout: 240_000 }),
      layer("web", { fileParallelism: false, testTimeout: 90_000 }),
      layer("shell", { fileParallelism: false, testTimeout: 90_000 }),
      layer("pack", { globalSetup: ["tests/helpers/packOnce.ts"] }),
      layer("docker", { fileParallelism: false, testTimeout: 180_000, hookTimeout: 600_000 }),
    ],
  },
});
