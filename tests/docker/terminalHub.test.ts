import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { resolveEngineConnection } from "../../src-main/core/engine/connection.ts";
import { createDockerEngine } from "../../src-main/core/engine/dockerEngine.ts";
import type { Engine } from "../../src-main/core/engine/engine.ts";
import { silentLog } from "../../src-main/core/lifecycle/log.ts";
import { startTerminals, type TerminalHost } from "../../src-main/core/terminals/terminalHost.ts";
import { startTerminalContainer } from "../helpers/terminalContainer.ts";
import { TerminalWatcher } from "../helpers/terminalWatcher.ts";

const size = { cols: 80, rows: 24 };
const connection = resolveEngineConnection(process.env);

let engine: Engine;
let host: TerminalHost;
let folder: string;
const containers: string[] = [];
const watchers: TerminalWatcher[] = [];

beforeAll(async () => {
  engine = createDockerEngine(connection);
  folder = mkdtempSync(join(tmpdir(), "clauderon-terminals-"));
  host = startTerminals(connection, silentLog);
});

afterEach(async () => {
  for (const watcher of watchers.splice(0)) watcher.close();
  for (const id of containers.splice(0)) await engine.remove(id);
});

afterAll(async () => {
  await host.close({});
  rmSync(folder, { recursive: true });
});

async function run(script: string): Promise<{ sessionId: string; containerId: string; snapshotPath: string }> {
  const started = await startTerminalContainer(engine, host, folder, script);
  containers.push(started.containerId);
  return started;
}

function watch(sessionId: string, options: { raw?: boolean; cols?: number; rows?: number; ack?: boolean } = {}) {
  const { raw = false, cols = size.cols, rows = size.rows, ack = true } = options;
  const watcher = new TerminalWatcher(host, host.attach({ sessionId, cols, rows, raw }), { cols, rows, ack });
  watchers.push(watcher);
  return watcher;
}

const within = { timeout: 30_000, interval: 20 };

describe("the terminal hub on a real container", () => {
  it("keeps what was written before anybody attached, and shows it again to the next", async () => {
    const { sessionId } = await run("echo first words; exec cat");
    await expect.poll(async () => (await host.text({ sessionId })).text, within).toContain("first words");
    for (const _ of [1, 2]) {
      const watcher = watch(sessionId);
      await expect.poll(() => watcher.screenText(), within).toContain("first words");
      watcher.close();
    }
  });

  it("lets 30 MB flow while a viewer does not read, and gives that viewer the end when it reads again", async () => {
    const { sessionId } = await run(
      "head -c 30000000 /dev/zero | tr '\\0' 'x' | fold -w 79; echo; echo the end; exec cat",
    );
    const slow = watch(sessionId, { ack: false });
    await expect.poll(async () => (await host.text({ sessionId })).text, { timeout: 120_000 }).toContain("the end");
    expect(slow.receivedBytes).toBeLessThan(3 * 1024 * 1024);
    slow.startAcking();
    await expect.poll(() => slow.screenText(), within).toContain("the end");
  });

  it("brings a new size to the program", async () => {
    const { sessionId } = await run("trap 'stty size' WINCH; echo ready; while :; do read -t 0.2 line; done");
    const watcher = watch(sessionId);
    await expect.poll(() => watcher.screenText(), within).toContain("ready");
    await watcher.resize(101, 33);
    await expect.poll(() => watcher.screenText(), within).toContain("33 101");
  });

  it("delivers Ctrl-C, Ctrl-P and every other byte", async () => {
    const { sessionId } = await run("stty raw -echo; echo ready; od -An -tx1 -v -w1 -N 6");
    const watcher = watch(sessionId);
    await expect.poll(() => watcher.screenText(), within).toContain("ready");
    await watcher.type(Uint8Array.of(3, 16, 17, 0, 27, 0xff));
    await expect.poll(() => watcher.screenText().replace(/\s+/g, " "), within).toContain("03 10 11 00 1b ff");
  });

  it("shows several viewers the same and tells them whose size counts", async () => {
    const { sessionId } = await run("echo ready; exec cat");
    const one = watch(sessionId);
    await expect.poll(() => one.screenText(), within).toContain("ready");
    const two = watch(sessionId, { cols: 100, rows: 30 });
    await expect.poll(() => one.size, within).toEqual({ cols: 100, rows: 30 });
    await one.type("typed by one\r");
    await expect.poll(() => two.screenText(), within).toContain("typed by one");
    await expect.poll(() => two.size, within).toEqual(size);
    expect(one.screenText()).toContain("typed by one");
  });

  it("keeps the size of the viewer who types while others only look or answer from elsewhere", async () => {
    const { sessionId } = await run("echo ready; exec cat");
    const typist = watch(sessionId);
    await expect.poll(() => typist.screenText(), within).toContain("ready");
    await typist.type("mine\r");
    await expect.poll(() => typist.screenText(), within).toContain("mine");
    const looker = watch(sessionId, { cols: 132, rows: 43 });
    await expect.poll(() => looker.screenText(), within).toContain("mine");
    expect(looker.size).toEqual(size);
    await looker.resize(140, 50);
    await host.type({ sessionId, bytes: new TextEncoder().encode("from elsewhere\r") });
    await expect.poll(() => looker.screenText(), within).toContain("from elsewhere");
    expect([typist.size, looker.size]).toEqual([size, size]);
    typist.close();
    await expect.poll(() => looker.size, within).toEqual({ cols: 140, rows: 50 });
  });

  it("answers the program's questions itself and keeps them from viewers", async () => {
    const { sessionId } = await run(
      "stty raw -echo; read -r go; printf '\\033[6n'; IFS= read -r -d R answer; printf 'got:%q' \"$answer\"; printf '\\033]52;c;YQ==\\007'; printf 'done'; exec cat",
    );
    const plain = watch(sessionId);
    const raw = watch(sessionId, { raw: true });
    await expect.poll(() => plain.opened && raw.opened, within).toBe(true);
    await plain.type("\n");
    await expect.poll(() => plain.screenText(), within).toContain("done");
    await expect.poll(() => raw.liveText(), within).toContain("done");
    expect(plain.screenText()).toMatch(/got:.*\[1;1/);
    expect(plain.liveText()).not.toContain("\x1b[6n");
    expect(plain.liveText()).not.toContain("]52;");
    expect(raw.liveText()).toContain("\x1b]52;c;YQ==");
  });

  it("hands on the exit code after the last output", async () => {
    const { sessionId, containerId } = await run("read -r go; echo last words; exit 7");
    const watcher = watch(sessionId);
    await expect.poll(() => watcher.opened, within).toBe(true);
    await watcher.type("\n");
    await host.ended({ sessionId, exitCode: await engine.wait(containerId) });
    await expect.poll(() => watcher.exitCode, within).toBe(7);
    expect(watcher.screenText()).toContain("last words");
    const late = watch(sessionId);
    await expect.poll(() => late.exitCode, within).toBe(7);
    expect(late.screenText()).toContain("last words");
  });

  it("shows the last saved screen and a mark after the thread that held it is gone", async () => {
    const { sessionId, containerId, snapshotPath } = await run("echo before the crash; exec cat");
    await expect.poll(async () => (await host.text({ sessionId })).text, within).toContain("before the crash");
    await host.close({});
    host = startTerminals(connection, silentLog);
    await host.open({ sessionId, containerId, ...size, snapshotPath, resumed: true });
    const watcher = watch(sessionId);
    await expect.poll(() => watcher.screenText(), within).toContain("output missing while the daemon was down");
    expect(watcher.screenText()).toContain("before the crash");
    await watcher.type("after\r");
    await expect.poll(() => watcher.screenText(), within).toContain("after");
  });
});

describe("commands in a container", () => {
  const exec = (containerId: string, script: string, tty: boolean) => {
    const command = ["/bin/bash", "-c", script];
    const events = host.exec({ containerId, user: "1000:1000", workdir: "/tmp", command, tty, ...size });
    const watcher = new TerminalWatcher(host, events, { ...size, ack: true });
    watchers.push(watcher);
    return watcher;
  };

  it.each([
    ["on a terminal", true],
    ["without one", false],
  ])("%s end with their children when their reader goes away, and no other command does", async (_, tty) => {
    const { containerId } = await run("exec cat");
    const commands = (): string => execFileSync("docker", ["top", containerId, "-o", "pid,args"], { encoding: "utf8" });
    const gone = exec(containerId, "sleep 7771 & echo started; wait", tty);
    const stays = exec(containerId, "sleep 7772 & echo started; wait", tty);
    for (const watcher of [gone, stays]) await expect.poll(() => watcher.screenText(), within).toContain("started");
    const before = commands();
    for (const command of ["sleep 7771", "sleep 7772"]) expect(before).toContain(command);
    gone.close();
    await expect.poll(commands, within).not.toContain("7771");
    expect(commands()).toContain("sleep 7772");
  });

  it("end when the thread that held them is gone, and those begun after it do not", async () => {
    const { sessionId, containerId, snapshotPath } = await run("exec cat");
    const commands = (): string => execFileSync("docker", ["top", containerId, "-o", "pid,args"], { encoding: "utf8" });
    const left = [exec(containerId, "sleep 7773 & echo started; wait", true)];
    left.push(exec(containerId, "sleep 7774 & echo started; wait", false));
    for (const watcher of left) await expect.poll(() => watcher.screenText(), within).toContain("started");
    await host.close({});
    expect(commands()).toContain("sleep 7773");
    expect(commands()).toContain("sleep 7774");
    host = startTerminals(connection, silentLog);
    const begun = exec(containerId, "sleep 7775 & echo started; wait", true);
    await host.open({ sessionId, containerId, ...size, snapshotPath, resumed: true });
    await expect.poll(() => begun.screenText(), within).toContain("started");
    await expect.poll(commands, within).not.toMatch(/777[34]/);
    expect(commands()).toContain("sleep 7775");
  });

  it("pass input, both outputs and the exit code without a terminal", async () => {
    const { containerId } = await run("exec cat");
    const watcher = exec(containerId, "cat; pwd >&2; exit 5", false);
    await expect.poll(() => watcher.opened, within).toBe(true);
    await watcher.type("a\x1b[6n\0b");
    await watcher.closeInput();
    await expect.poll(() => watcher.exitCode, within).toBe(5);
    expect(watcher.liveText()).toBe("a\x1b[6n\0b");
    expect(watcher.errorText()).toBe("/tmp\n");
  });

  it("have a terminal of their own when asked", async () => {
    const { containerId } = await run("exec cat");
    // The engine takes a size only once the command runs: it may see none for its first moments.
    const sized = 'until [ "$(stty size)" = "24 80" ]; do sleep 0.05; done; stty size';
    const watcher = exec(containerId, `${sized}; read -r line; echo "got $line"; exit 3`, true);
    await expect.poll(() => watcher.screenText(), within).toContain("24 80");
    await watcher.type("hello\r");
    await expect.poll(() => watcher.exitCode, within).toBe(3);
    expect(watcher.screenText()).toContain("got hello");
  });
});
