import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { clauderonHome } from "../../transports/socketPath.ts";
import type { CommandSpec } from "../command.ts";

/** A browser that starts cold reads its page late. */
const readWithinMs = 10_000;

export const webCommand: CommandSpec = {
  name: "web",
  summary: "open the app in a browser of this machine; prints the link, which works once, for 60 seconds",
  options: [{ name: "print", summary: "print the link only" }],
  json: true,
  examples: ["clauderon web", "clauderon web --print", "clauderon web --json | jq -r .url"],
  async run({ options, json, output, env, connect }) {
    const client = await connect();
    const { url } = await client.system.web({});
    if (json) {
      await output.json({ url });
      return;
    }
    await output.line(url);
    if (!options.flag("print") && hasDisplay(env)) await openOnce(url, env);
    return;
  },
};

function hasDisplay(env: NodeJS.ProcessEnv): boolean {
  return process.platform !== "linux" || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

/** Opens a page that leads to the link: other users of this machine can read the arguments of a process. */
async function openOnce(url: string, env: NodeJS.ProcessEnv): Promise<void> {
  const folder = join(clauderonHome(env), "run");
  const file = join(folder, "open.html");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  rmSync(file, { force: true });
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${url}"><title>Clauderon</title>`;
  writeFileSync(file, page, { mode: 0o600, flag: "wx" });
  chmodSync(file, 0o600);
  try {
    const opener = process.platform === "darwin" ? "open" : "xdg-open";
    const child = spawn(opener, [file], { stdio: "ignore", detached: true, env });
    child.once("error", () => {});
    child.unref();
    await delay(readWithinMs);
  } finally {
    rmSync(file, { force: true });
  }
}
