/*
 * Runs the built desktop app with the double in the place of Electron: `node launch.ts ARGS`, as `electron . ARGS`.
 * The real package must never be imported in plain Node: it would download a binary.
 */
import { registerHooks } from "node:module";

const double = new URL("./electron.ts", import.meta.url).href;
registerHooks({
  resolve: (name, context, next) =>
    name === "electron" ? { url: double, format: "module-typescript", shortCircuit: true } : next(name, context),
});
const main = new URL("../../../out/main/main.js", import.meta.url).href;
await import(main);
