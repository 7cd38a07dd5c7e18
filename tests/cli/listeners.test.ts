import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { DaemonProcess } from "../helpers/daemonProcess.ts";
import { openClient, openTunnel, parseAnswer } from "../helpers/rawClient.ts";

let daemon: DaemonProcess | null = null;

afterEach(async () => {
  await daemon?.dispose();
  daemon = null;
});

/** `address:port` of every TCP socket that a process listens on, as the kernel has it. */
function listening(pid: number): string[] {
  const own = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${name}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, "utf8")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter(([, , , state, , , , , , inode]) => state === "0A" && own.has(inode ?? ""))
      .map(([, local]) => readable(local as string)),
  );
}

async function freePortBelow(limit: number): Promise<number> {
  const port = limit - 1 - Math.floor(Math.random() * 10_000);
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
  });
  if (!isFree) return freePortBelow(limit);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function readable(local: string): string {
  const [address = "", port = ""] = local.split(":");
  const bytes = [...Buffer.from(address, "hex")];
  const name = bytes.length === 4 ? bytes.reverse().join(".") : address;
  return `${name}:${Number.parseInt(port, 16)}`;
}

describe("The daemon listens", () => {
  it("to begin with on loopback alone, for the proxy", async () => {
    daemon = new DaemonProcess();
    const { proxy } = await daemon.start();
    expect(listening(daemon.pid)).toEqual([`127.0.0.1:${proxy.port}`]);
  });

  it("with --port 0 where it listened last, which containers know, and elsewhere when that is taken", async () => {
    // Not one of those that the system gives to whoever asks for any.
    const port = await freePortBelow(32_768);
    daemon = new DaemonProcess({ args: ["--port", String(port)] });
    await daemon.start();
    await daemon.stop();
    daemon = new DaemonProcess({ home: daemon.home });
    expect((await daemon.start()).proxy.port).toBe(port);
    await daemon.stop();
    const other = createServer().listen(port, "127.0.0.1");
    await once(other, "listening");
    daemon = new DaemonProcess({ home: daemon.home });
    expect((await daemon.start()).proxy.port).not.toBe(port);
    other.close();
  });

  it("for browsers on loopback too, and only once somebody asks for a link", async () => {
    daemon = new DaemonProcess();
    const { proxy } = await daemon.start();
    const { stdout } = await daemon.cli(["web", "--json"]);
    const web = Number(/127\.0\.0\.1:(\d+)/.exec(stdout)?.[1]);
    expect(listening(daemon.pid).toSorted()).toEqual([`127.0.0.1:${proxy.port}`, `127.0.0.1:${web}`].toSorted());
  });

  it("at no door that a session could reach through the proxy, though a rule allows the whole host", async () => {
    const config = ["localhost", "127.0.0.1"].map((host) => `[[rule]]\nhost = "${host}"\naction = "allow"\n`).join("");
    daemon = new DaemonProcess({ config });
    const { proxy } = await daemon.start();
    const { stdout } = await daemon.cli(["web", "--json"]);
    const web = Number(/127\.0\.0\.1:(\d+)/.exec(stdout)?.[1]);
    const { session_id, secret } = await (await daemon.client()).sessions.env({ session: "one", create: true });
    const authorization = `Proxy-Authorization: Basic ${Buffer.from(`${session_id}:${secret}`).toString("base64")}\r\n`;
    for (const [host, port] of [
      ["localhost", web],
      ["127.0.0.1", web],
      ["localhost", proxy.port],
    ] as const) {
      const client = await openClient({ port: proxy.port });
      expect(await openTunnel(client, `${host}:${port}`, authorization)).toMatch(/^HTTP\/1.1 200 /);
      client.write(`GET / HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`);
      const answer = parseAnswer(await client.until(/\r\n\r\n/));
      expect(answer).toMatchObject({ status: 403, headers: { "x-clauderon-denied": "proxy-loop" } });
      client.destroy();
    }
  });

  it("to a session under a secret of 256 bits, another one after it is made anew, and under none while it is stopped", async () => {
    daemon = new DaemonProcess();
    const { proxy } = await daemon.start();
    const client = await daemon.client();
    const { session_id, secret } = await client.sessions.env({ session: "one", create: true });
    expect(Buffer.from(secret, "base64url").length).toBeGreaterThanOrEqual(32);
    const other = await client.sessions.env({ session: "two", create: true });
    const connect = async (id: string, password: string): Promise<string> => {
      const raw = await openClient({ port: proxy.port });
      const header = `Proxy-Authorization: Basic ${Buffer.from(`${id}:${password}`).toString("base64")}\r\n`;
      const answer = await openTunnel(raw, "x.example:80", header);
      if (!answer.startsWith("HTTP/1.1 200")) return answer.slice(9, 12);
      raw.write("GET / HTTP/1.1\r\nHost: x.example\r\n\r\n");
      const { status, headers } = parseAnswer(await raw.until(/\r\n\r\n/));
      raw.destroy();
      return `${status} ${headers["x-clauderon-denied"] ?? ""}`;
    };
    expect(await connect(session_id, other.secret)).toBe("407");
    expect(await connect(session_id, secret)).not.toMatch(/^407|session-stopped/);
    expect((await daemon.cli(["recreate", "one"])).code).toBe(0);
    const renewed = await client.sessions.env({ session: "one", create: false });
    expect(await connect(session_id, secret)).toBe("407");
    expect(await connect(session_id, renewed.secret)).not.toMatch(/^407|session-stopped/);
    expect((await daemon.cli(["stop", "one"])).code).toBe(0);
    expect(await connect(session_id, renewed.secret)).toBe("403 session-stopped");
  });
});
