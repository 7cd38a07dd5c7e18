import { connect, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";

/** A connection that hears everything and hides nothing: bytes so far, and how it ended. */
export class RawClient {
  readonly socket: Socket;
  #chunks: Buffer[] = [];
  ended = false;
  error: NodeJS.ErrnoException | null = null;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => this.#chunks.push(chunk));
    socket.on("error", (error: NodeJS.ErrnoException) => {
      this.error = error;
      this.ended = true;
    });
    socket.on("end", () => {
      this.ended = true;
    });
    socket.on("close", () => {
      this.ended = true;
    });
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString("latin1");
  }

  get bytes(): number {
    return this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  /** Forgets what came so far. */
  clear(): void {
    this.#chunks = [];
  }

  write(text: string | Buffer): void {
    this.socket.write(text);
  }

  /** Resolves with what came when it matches, or when the connection ended. */
  async until(pattern: RegExp | "end", limitMs = 30_000): Promise<string> {
    const limit = Date.now() + limitMs;
    while (Date.now() < limit) {
      if (this.ended || (pattern !== "end" && pattern.test(this.text))) return this.text;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(`Waited for ${pattern}, got: ${this.text.slice(0, 500)}`);
  }

  /** The next answer with all of its body, whose length it must say; what follows stays for the next call. */
  async answer(): Promise<Answer> {
    for (;;) {
      const text = await this.until(/\r\n\r\n/);
      const answer = parseAnswer(text);
      const end = text.indexOf("\r\n\r\n") + 4 + Number(answer.headers["content-length"]);
      if (text.length >= end) {
        this.#chunks = [Buffer.from(text.slice(end), "latin1")];
        return answer;
      }
      if (this.ended || Number.isNaN(end)) throw new Error(`No whole answer: ${text.slice(0, 500)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  destroy(): void {
    this.socket.destroy();
  }
}

export type ProxyPlace = { readonly port: number; readonly host?: string } | { readonly socketPath: string };

export function openClient(place: ProxyPlace): Promise<RawClient> {
  return new Promise((resolve, reject) => {
    const socket = "port" in place ? connect(place.port, place.host ?? "127.0.0.1") : connect(place.socketPath);
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.removeListener("error", reject);
      resolve(new RawClient(socket));
    });
  });
}

/** `Proxy-Authorization` line for a session. */
export function proxyAuthorization(id: string, secret: string): string {
  return `Proxy-Authorization: Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}\r\n`;
}

/** Sends CONNECT and returns the answer's head; on 200 the connection is the tunnel. */
export async function openTunnel(client: RawClient, authority: string, headers = ""): Promise<string> {
  client.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${headers}\r\n`);
  const answer = await client.until(/\r\n\r\n/);
  if (answer.startsWith("HTTP/1.1 200")) client.clear();
  return answer;
}

/** Begins TLS in a tunnel, trusting only `ca`. */
export function startTls(
  client: RawClient,
  options: { readonly ca: string; readonly servername: string; readonly session?: Buffer; readonly host?: string },
): Promise<{ readonly raw: RawClient; readonly tls: TLSSocket }> {
  client.socket.removeAllListeners("data");
  return new Promise((resolve, reject) => {
    const tls = connectTls({ socket: client.socket, ALPNProtocols: ["http/1.1"], ...options });
    tls.once("error", reject);
    tls.once("secureConnect", () => {
      tls.removeListener("error", reject);
      resolve({ raw: new RawClient(tls), tls });
    });
  });
}

export interface Answer {
  readonly status: number;
  readonly head: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One whole HTTP/1.1 answer, read from the start of what came. */
export function parseAnswer(text: string): Answer {
  const end = text.indexOf("\r\n\r\n");
  const head = text.slice(0, end);
  const headers = Object.fromEntries(
    head
      .split("\r\n")
      .slice(1)
      .map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  let body = text.slice(end + 4);
  if (headers["transfer-encoding"] === "chunked") body = unchunk(body);
  return { status: Number(head.split(" ")[1]), head, headers, body };
}

function unchunk(text: string): string {
  let out = "";
  for (let at = 0; ; ) {
    const line = text.indexOf("\r\n", at);
    if (line === -1) return out;
    const size = Number.parseInt(text.slice(at, line), 16);
    if (!size) return out;
    out += text.slice(line + 2, line + 2 + size);
    at = line + 2 + size + 2;
  }
}
