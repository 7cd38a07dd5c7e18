#!/usr/bin/env node
import { runCommandLine } from "./cli/run.ts";

// `clauderon audit | head` closes our output early; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

const exitCode = await runCommandLine(process.argv.slice(2), import.meta.url);
// Output into a pipe may still be on its way, and an open standard input must not keep the program alive.
await Promise.all(
  [process.stdout, process.stderr].map((stream) => new Promise<void>((resolve) => stream.write("", () => resolve()))),
);
process.exit(exitCode);
