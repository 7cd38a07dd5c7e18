import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The app of the window and of the browser tab: one bundle, served from any root. */
export default defineConfig({
  root: "src-renderer",
  base: "/",
  plugins: [react(), tailwindcss()],
  build: {
    outDir: "../out/renderer",
    emptyOutDir: true,
    target: "chrome146",
    sourcemap: true,
    modulePreload: false,
    assetsInlineLimit: 0,
  },
});
