import { defineConfig } from "vite";

/** The window's preload script. A sandboxed one can load nothing but Electron: all else is in it. */
export default defineConfig({
  build: {
    outDir: "out/main",
    emptyOutDir: false,
    target: "chrome146",
    minify: false,
    lib: { entry: "src-main/electron/preload.ts", formats: ["cjs"], fileName: () => "preload.cjs" },
    rolldownOptions: { external: ["electron"] },
  },
});
