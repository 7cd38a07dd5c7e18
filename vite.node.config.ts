import { builtinModules } from "node:module";
import { defineConfig } from "vite";
import manifest from "./package.json" with { type: "json" };

const builtins = builtinModules.flatMap((name) => [name, `node:${name}`]);

// Every file named here is started by path: the programs and the worker threads of the daemon.
export default defineConfig({
  build: {
    ssr: true,
    target: "node22",
    outDir: "out/main",
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: {
        daemon: "src-main/daemon.ts",
        cli: "src-main/cli.ts",
        demo: "src-main/demo/demo.ts",
        proxyThread: "src-main/core/proxy/proxyThread.ts",
        terminalThread: "src-main/core/terminals/terminalThread.ts",
      },
      external: [...builtins, ...Object.keys(manifest.dependencies).flatMap((name) => [name, new RegExp(`^${name}/`)])],
      output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
    },
  },
});
