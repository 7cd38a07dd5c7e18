import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { oneDemoAtATime } from "../../../src-main/demo/demoProcess.ts";
import { ownCommand } from "../../../src-main/ownCommand.ts";
import type { DemoEvent } from "../../../src-shared/model/demo.ts";

/** The demonstration as a program of a few lines. */
const program = (script: string, env: NodeJS.ProcessEnv = process.env) =>
  oneDemoAtATime({ env, command: (words) => ({ command: process.execPath, args: ["-e", script, ...words] }) });
const say = (event: object): string => `console.log(${JSON.stringify(JSON.stringify(event))});`;
const step = say({ type: "step", step: "api" });
const untilEof = `process.stdin.on("end", () => process.exit(0)).resume();`;
const never = new AbortController().signal;

async function all(events: AsyncIterable<DemoEvent>): Promise<DemoEvent[]> {
  const heard: DemoEvent[] = [];
  for await (const event of events) heard.push(event);
  return heard;
}

describe("the demonstration's process", () => {
  it("tells each event until its end", async () => {
    const end = { type: "end", holds: true } as const;
    expect(await all(program(step + say(end))(never))).toEqual([{ type: "step", step: "api" }, end]);
  });

  it("knows where the engine is, and no credential", async () => {
    const env = { ...process.env, DOCKER_HOST: "unix:///run/x.sock", GH_TOKEN: "a", CLAUDE_CODE_OAUTH_TOKEN: "b" };
    const script = `const { env } = process; const text = [env.DOCKER_HOST, env.GH_TOKEN, env.CLAUDE_CODE_OAUTH_TOKEN].join();
      console.log(JSON.stringify({ type: "progress", text, fraction: null }));${say({ type: "end", holds: true })}`;
    expect((await all(program(script, env)(never)))[0]).toMatchObject({ text: "unix:///run/x.sock,," });
  });

  it("passes on what went wrong, with its code and what to do", async () => {
    const error = { code: "engine_down", message: "Nobody answers.", hint: "Start it." };
    const script = `${step}console.error("a remark\\n" + ${JSON.stringify(JSON.stringify({ error }))}); process.exitCode = 4`;
    await expect(all(program(script)(never))).rejects.toMatchObject(error);
  });

  it("that ends without a word is an error", async () => {
    await expect(all(program(step)(never))).rejects.toMatchObject({ code: "internal" });
  });

  it("is one at a time, and may begin again once it has ended", async () => {
    const demo = program(step + untilEof);
    const stopped = new AbortController();
    const first = demo(stopped.signal);
    await first.next();
    await expect(demo(never).next()).rejects.toMatchObject({ code: "conflict" });
    stopped.abort();
    expect((await first.next()).done).toBe(true);
    expect(await all(demo(stopped.signal))).toEqual([{ type: "step", step: "api" }]);
  });

  it("is told to end when nobody listens any more, and waited for while it cleans up", async () => {
    const folder = mkdtempSync(join(tmpdir(), "clauderon-demo-test-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const mark = join(folder, "cleaned");
    const script = `${step}process.stdin.on("end", () => { require("fs").writeFileSync(${JSON.stringify(mark)}, ""); process.exit(0); }).resume();`;
    for await (const _ of program(script)(never)) break;
    expect(existsSync(mark)).toBe(true);
  });
});

describe("the command line of this very program", () => {
  const runtime = { execPath: "/opt/app", platform: "linux", isUnpacked: false } as const;

  it("is run by Node where there is Node", () => {
    const { command, args } = ownCommand(["demo"], { ...runtime, electron: undefined });
    expect([command, args.at(-1)]).toEqual(["/opt/app", "demo"]);
    expect(args[0]).toMatch(/cli\.js$/);
  });

  it("is a part of the installed app, which needs no display for it", () => {
    const { args } = ownCommand(["demo", "--json"], { ...runtime, electron: "45" });
    expect(args).toEqual(expect.arrayContaining(["--ozone-platform=headless", "--no-sandbox"]));
    expect(args.slice(-3)).toEqual(["--cli", "demo", "--json"]);
    expect(ownCommand(["demo"], { ...runtime, electron: "45", platform: "darwin" }).args).toEqual(["--cli", "demo"]);
  });

  it("of an app that is not packed begins with where it is", () => {
    const { args } = ownCommand(["demo"], { ...runtime, electron: "45", isUnpacked: true });
    expect(args[0]).toMatch(/^\//);
    expect(args.slice(-2)).toEqual(["--cli", "demo"]);
  });
});
