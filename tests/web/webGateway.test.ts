import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { openWebGateway, type WebGateway } from "../../src-main/transports/web/webGateway.ts";
import type { Channel } from "../../src-shared/rpc/channel.ts";

let folder: string;
let assets: string;
let gateway: WebGateway;
let channels: Channel[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "cld-web-"));
  writeFileSync(join(folder, "outside.js"), "outside");
  assets = join(folder, "renderer");
  mkdirSync(assets);
  mkdirSync(join(assets, "assets"));
  writeFileSync(join(assets, "index.html"), "<title>Clauderon</title>");
  writeFileSync(join(assets, "assets", "app-1.js"), "1");
  channels = [];
  gateway = await openWebGateway({ port: 0, assets, onChannel: (channel) => channels.push(channel) });
});

afterEach(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

/** A request with exactly these headers: `fetch` would not send a Host or an Origin of our choice. */
function ask(path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
  return new Promise<Answer>((resolve, reject) => {
    const { method = "GET", headers = {}, body = "" } = options;
    const sent = request({ host: "127.0.0.1", port: gateway.port, path, method, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const own = () => ({ origin: `http://127.0.0.1:${gateway.port}` });
const newToken = () => new URL(gateway.newLink()).hash.replace("#login=", "");
const login = (token: string, headers: Record<string, string> = own()) =>
  ask("/login", { method: "POST", headers, body: token });

async function newBearer(): Promise<string> {
  return (JSON.parse((await login(newToken())).body) as { bearer: string }).bearer;
}

/** How a socket ended: what it heard before, and the close code, or the status that refused the upgrade. */
function openSocket(first: string | Uint8Array | null, headers: Record<string, string> = own(), path = "/ws") {
  return new Promise<{ heard: string[]; end: number | string }>((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}${path}`, { headers });
    const heard: string[] = [];
    socket.on("open", () => first !== null && socket.send(first));
    socket.on("message", (data) => {
      heard.push(String(data));
      socket.close(1000);
    });
    socket.on("close", (code) => resolve({ heard, end: code }));
    socket.on("error", (error) => resolve({ heard, end: error.message }));
  });
}

describe("the page", () => {
  it("is served for each screen's address, and holds no secret", async () => {
    for (const path of ["/", "/sessions", "/session/fix-login", "/audit?q=host:a"]) {
      expect(await ask(path)).toMatchObject({ status: 200, body: "<title>Clauderon</title>" });
    }
  });

  it("has a policy that lets scripts come from here only, and no other page frame or read it", async () => {
    const { headers } = await ask("/");
    expect(headers["content-security-policy"]).toContain("script-src 'self';");
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
    expect(headers["x-frame-options"]).toBe("DENY");
    expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
    expect(headers["cache-control"]).toBe("no-store");
    expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it("is kept by browsers only where its name holds a digest", async () => {
    expect((await ask("/assets/app-1.js")).headers["cache-control"]).toContain("immutable");
  });

  it.each([
    "/../outside.js",
    "/%2e%2e/outside.js",
    "/assets/../../outside.js",
    "/assets/..%2f..%2foutside.js",
    "/nothing.js",
  ])("does not lead out of its folder: %s", async (path) => {
    expect((await ask(path)).status).toBe(404);
  });

  it("answers a path to a file without extension with itself", async () => {
    expect((await ask("/../../../../../../../etc/passwd")).body).toBe("<title>Clauderon</title>");
  });
});

describe("a page of somebody else in the same browser", () => {
  it.each([
    ["a rebound name", { host: "evil.example" }],
    ["a rebound name with the port", { host: "evil.example:80" }],
    ["another port of this machine", { host: "127.0.0.1:1" }],
    ["a name that ends like ours", { host: "127.0.0.1.evil.example" }],
  ])("gets nothing by %s as Host", async (_, headers) => {
    expect(await ask("/", { headers })).toMatchObject({ status: 403 });
    expect((await login(newToken(), { ...own(), ...headers })).status).toBe(403);
    expect((await openSocket(await newBearer(), { ...own(), ...headers })).end).toContain("403");
  });

  it.each(["https://evil.example", "null", "http://127.0.0.1:1", "file://"])(
    "gets nothing with the Origin %s, even with a right token and bearer",
    async (origin) => {
      expect((await login(newToken(), { origin })).status).toBe(403);
      expect((await openSocket(await newBearer(), { origin })).end).toContain("403");
      expect((await ask("/assets/app-1.js", { headers: { origin } })).status).toBe(403);
    },
  );

  it("gets nothing without an Origin, where one is due", async () => {
    expect((await login(newToken(), {})).status).toBe(403);
    expect((await openSocket(await newBearer(), {})).end).toContain("403");
  });

  it("cannot load the program as its own script or image", async () => {
    const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors" };
    expect((await ask("/assets/app-1.js", { headers })).status).toBe(403);
  });

  it("may link to the program, which then asks for a login", async () => {
    const headers = { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" };
    expect((await ask("/sessions", { headers })).status).toBe(200);
  });
});

describe("signing in", () => {
  it("exchanges the link's token for a bearer, once", async () => {
    const token = newToken();
    expect(JSON.parse((await login(token)).body)).toEqual({ bearer: expect.stringMatching(/^[\w-]{43}$/) });
    expect((await login(token)).status).toBe(401);
  });

  it("refuses every token for a while after ten wrong ones", async () => {
    for (let count = 0; count < 10; count++) expect((await login("wrong")).status).toBe(401);
    expect((await login(newToken())).status).toBe(429);
  });

  it("reads no more of a token than a token has", async () => {
    expect((await login("x".repeat(5_000))).status).toBe(413);
  });

  it("opens the contract to a socket whose first message is the bearer", async () => {
    expect(await openSocket(await newBearer())).toEqual({ heard: ["ready"], end: 1000 });
    expect(channels).toHaveLength(1);
  });

  it.each([
    ["a wrong bearer", "x".repeat(43)],
    ["a token that was not exchanged", null],
    ["bytes", new Uint8Array([1])],
  ])("closes a socket that begins with %s", async (_, first) => {
    expect(await openSocket(first ?? newToken())).toEqual({ heard: [], end: 4401 });
    expect(channels).toHaveLength(0);
  });

  it("ends with signing out", async () => {
    const bearer = await newBearer();
    await ask("/logout", { method: "POST", headers: own(), body: bearer });
    expect((await openSocket(bearer)).end).toBe(4401);
  });

  it("carries messages of the contract both ways", async () => {
    const bearer = await newBearer();
    const socket = new WebSocket(`ws://127.0.0.1:${gateway.port}/ws`, { headers: own() });
    const heard: Buffer[] = [];
    socket.on("open", () => socket.send(bearer));
    socket.on("message", (data, isBinary) => {
      if (isBinary) heard.push(data as Buffer);
      else socket.send(Buffer.from("to the core"));
    });
    await expect.poll(() => channels.length).toBe(1);
    const received: string[] = [];
    channels[0]!.onMessage((message) => received.push(Buffer.from(message).toString()));
    await expect.poll(() => received).toEqual(["to the core"]);
    await channels[0]!.send(Buffer.from("to the page"));
    await expect.poll(() => heard.map(String)).toEqual(["to the page"]);
    let closed = false;
    channels[0]!.onClose(() => {
      closed = true;
    });
    socket.terminate();
    await expect.poll(() => closed).toBe(true);
  });
});

describe("the port", () => {
  it("listens on loopback only", () => {
    expect(gateway.newLink()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#login=[\w-]{43}$/);
  });

  it("that is taken is named", async () => {
    await expect(openWebGateway({ port: gateway.port, assets, onChannel: () => {} })).rejects.toMatchObject({
      code: "port_taken",
    });
  });

  it("is not opened for a renderer that was not built", async () => {
    await expect(openWebGateway({ port: 0, assets: "/nonexistent", onChannel: () => {} })).rejects.toMatchObject({
      code: "unavailable",
    });
  });
});
