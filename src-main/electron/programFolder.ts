import { join } from "node:path";

/** The folder of the built programs, from a program or from code that programs share. */
const folder = import.meta.dirname.endsWith("chunks") ? join(import.meta.dirname, "..") : import.meta.dirname;

export const preloadPath = join(folder, "preload.cjs");
export const rendererFolder = join(folder, "..", "renderer");
export const programUrl = new URL(`file://${join(folder, "main.js")}`).href;
