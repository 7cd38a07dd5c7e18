import { builtinModules } from "node:module";
import { defineConfig } from "vite";
import manifest from "./package.json" with { type: "json" };
import { trimDependencies } from "./scripts/build/trimDependencies.ts";

/** What the bundled libraries look for at run time only if it is there. */
const optional = ["cpu-features", "tls-impersonate", "brotli-wasm", "zstd-codec", "bufferutil", "utf-8-validate"];
/*
 * What package.json lists as `dependencies` is loaded at run time and shipped as it is. The rest is bundled, because that
 * leaves out most of it: a third of an idle daemon's memory was code that never ran.
 */
const external = [...Object.keys(manifest.dependencies), ...optional];
const builtins = builtinModules.flatMap((name) => [name, `node:${name}`]);

// Every file named here is started by path: the desktop app, the other programs, and the core's worker threads.
export default defineConfig({
  plugins: [trimDependencies()],
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: "node22",
    outDir: "out/main",
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: {
        main: "src-main/main.ts",
        daemon: "src-main/daemon.ts",
        cli: "src-main/cli.ts",
        demo: "src-main/demo/demo.ts",
        auditThread: "src-main/core/audit/auditThread.ts",
        proxyThread: "src-main/core/proxy/proxyThread.ts",
        terminalThread: "src-main/core/terminals/terminalThread.ts",
      },
      external: [...builtins, "electron", ...external.flatMap((name) => [name, new RegExp(`^${name}/`)])],
      output: { format: "es", entryFileNames: "[name].js", chunkFileNames: "chunks/[name]-[hash].js" },
    },
  },
});
