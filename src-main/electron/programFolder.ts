import { join } from "node:path";
import { programFolder } from "../ownCommand.ts";

export const preloadPath = join(programFolder, "preload.cjs");
export const rendererFolder = join(programFolder, "..", "renderer");
export const programUrl = new URL(`file://${join(programFolder, "main.js")}`).href;
