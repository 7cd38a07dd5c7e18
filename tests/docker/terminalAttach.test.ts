import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { resolveEngineConnection } from "../../src-main/core/engine/connection.ts";
import { createDockerEngine } from "../../src-main/core/engine/dockerEngine.ts";
import { silentLog } from "../../src-main/core/lifecycle/log.ts";
import { startTerminals, type TerminalHost } from "../../src-main/core/terminals/terminalHost.ts";
import { terminalsService } from "../../src-main/services/terminalsService.ts";
import { listenUnixSocket } from "../../src-main/transports/unixSocketServer.ts";
import { terminalsContract } from "../../src-shared/contract/terminals.ts";
import type { Channel } from "../../src-shared/rpc/channel.ts";
import { serve } from "../../src-shared/rpc/server.ts";
import { startTerminalContainer } from "../helpers/terminalContainer.ts";

/* Needs python3, whose pty module makes the terminal that a person would sit at. */

const connection = resolveEngineConnection(process.env);
const engine = createDockerEngine(connection);
const within = { timeout: 45_000, interval: 20 };
const containers = new Map<string, string>();
const channels: Channel[] = [];
const people: Person[] = [];
let host: TerminalHost;
let folder: string;
let socket: string;
let closeSocket: () => Promise<void>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "clauderon-attach-"));
  socket = join(folder, "s");
  host = startTerminals(connection, silentLog);
  const service = terminalsService(host, {
    find: (id) => ({ id, mode: "interactive" }),
    recallTerminal: async () => {},
    execTarget: (id) => ({ containerId: containers.get(id) ?? "", user: "1000:1000", workdir: "/" }),
  });
  closeSocket = await listenUnixSocket(socket, (channel) => {
    channels.push(channel);
    serve(channel, { terminals: terminalsContract }, { terminals: service }, { caller: "test" });
  });
});

afterEach(async () => {
  for (const person of people.splice(0)) person.leave();
  for (const id of containers.values()) await engine.remove(id);
  containers.clear();
});

afterAll(async () => {
  await closeSocket();
  await host.close({});
  rmSync(folder, { recursive: true });
});

/** Somebody at a terminal who runs attach. */
class Person {
  #seen = "";
  readonly #child: ChildProcess;

  constructor(session: string) {
    const helper = (name: string): string => new URL(`../helpers/${name}`, import.meta.url).pathname;
    const program = [process.execPath, helper("attachProgram.ts"), socket, session];
    this.#child = spawn("python3", [helper("onTerminal.py"), "80", "24", ...program], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#child.stdout?.on("data", (bytes: Buffer) => {
      this.#seen += bytes.toString("latin1");
    });
  }

  seen(): string {
    return this.#seen;
  }

  type(text: string): void {
    this.#child.stdin?.write(text);
  }

  signal(name: "SIGUSR1" | "SIGUSR2"): void {
    this.#child.kill(name);
  }

  leave(): void {
    this.#child.kill();
  }
}

async function sit(script: string): Promise<{ person: Person; session: string; containerId: string }> {
  const { sessionId, containerId } = await startTerminalContainer(engine, host, folder, script);
  containers.set(sessionId, containerId);
  const person = new Person(sessionId);
  people.push(person);
  return { person, session: sessionId, containerId };
}

/** Switches on what a full-screen program does. */
const everything = "printf '\\033[?1049h\\033[?1003;1006;2004h\\033[>1u\\033[?25l\\033[31mready'";

function expectRestored(seen: string): void {
  expect(seen).toContain("[pty echo=True");
  const after = seen.slice(seen.lastIndexOf("ready"));
  for (const sequence of ["\x1b[?1049l", "1003", "2004l", "\x1b[<16u", "\x1b[?25h", "\x1b[m"])
    expect(after).toContain(sequence);
}

describe("attach on a real terminal", () => {
  it("passes keys and output, sizes and the exit code, and leaves the terminal as it was", async () => {
    const { person, session, containerId } = await sit(
      'trap "stty size" WINCH; trap "echo interrupted" INT; echo ready; while :; do read -r -t 0.2 line || continue; echo "got $line"; [ "$line" = bye ] && exit 7; done',
    );
    await expect.poll(() => person.seen(), within).toContain("ready");
    person.signal("SIGUSR1");
    await expect.poll(() => person.seen(), within).toContain("33 101");
    person.type("\x03");
    await expect.poll(() => person.seen(), within).toContain("interrupted");
    person.type("héllo\r");
    await expect.poll(() => person.seen(), within).toContain(Buffer.from("got héllo").toString("latin1"));
    person.type("bye\r");
    await host.ended({ sessionId: session, exitCode: await engine.wait(containerId) });
    await expect.poll(() => person.seen(), within).toContain('[end {"reason":"exit","exitCode":7}]');
    await expect.poll(() => person.seen(), within).toContain("[pty echo=True status=0]");
  });

  it("detaches with Ctrl-P Ctrl-Q, says how to come back, and restores every mode", async () => {
    const { person, session } = await sit(`${everything}; exec cat`);
    await expect.poll(() => person.seen(), within).toContain("ready");
    person.type("\x10\x11");
    await expect.poll(() => person.seen(), within).toContain(`Come back with: clauderon attach ${session}`);
    await expect.poll(() => person.seen(), within).toContain("[pty echo=");
    expectRestored(person.seen());
  });

  it("passes a Ctrl-P on that no Ctrl-Q follows", async () => {
    const { person } = await sit("stty raw -echo; echo ready; od -An -tx1 -v -w1 -N 2");
    await expect.poll(() => person.seen(), within).toContain("ready");
    person.type("\x10");
    await expect
      .poll(() => host.text({ sessionId: [...containers.keys()][0]! }).then(({ text }) => text), within)
      .toBe("ready");
    person.type("a");
    await expect.poll(() => person.seen().replace(/\s+/g, " "), within).toContain("10 61");
  });

  it("restores the terminal when it is told to end", async () => {
    const { person } = await sit(`${everything}; exec cat`);
    await expect.poll(() => person.seen(), within).toContain("ready");
    person.signal("SIGUSR2");
    await expect.poll(() => person.seen(), within).toContain("[pty echo=");
    expect(person.seen()).toContain('"exitCode":143');
    expectRestored(person.seen());
  });

  it("restores the terminal when the daemon goes away", async () => {
    const { person } = await sit(`${everything}; exec cat`);
    await expect.poll(() => person.seen(), within).toContain("ready");
    for (const channel of channels.splice(0)) channel.close();
    await expect.poll(() => person.seen(), within).toContain("[pty echo=");
    expect(person.seen()).toContain("[failed The connection to the daemon was lost.]");
    expectRestored(person.seen());
  });
});
