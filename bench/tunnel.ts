import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";

/** How to reach the API: through a proxy, or directly when `proxyPort` is null. */
export interface Way {
  readonly proxyPort: number | null;
  /** Value of Proxy-Authorization; null when the proxy wants none. */
  readonly proxyAuthorization: string | null;
  /** PEM of the authority that signed what the client will see. */
  readonly trust: string;
  /** Where the API listens; a direct client connects there. */
  readonly apiPort: number;
}

export const apiHost = "api.anthropic.com";
export const placeholder = "sk-ant-oat01-clauderon-proxy-placeholder";

/** A lean keep-alive client: one request at a time over CONNECT and TLS, so that the proxy is what is measured. */
export class Tunnel {
  readonly #socket: TLSSocket;
  readonly #token: string;
  readonly #host: string;
  #onData: ((chunk: Buffer) => void) | null = null;
  #onFail: ((error: Error) => void) | null = null;

  private constructor(socket: TLSSocket, token: string, host: string) {
    this.#host = host;
    this.#socket = socket;
    this.#token = token;
    socket.on("data", (chunk: Buffer) => this.#onData?.(chunk));
    socket.on("error", (error) => this.#onFail?.(error));
    socket.on("close", () => this.#onFail?.(new Error("the connection was closed")));
  }

  /** `token` is what the client sends: the placeholder, or directly the real one. */
  static async open(way: Way, token: string, host: string = apiHost, connectPort = 443): Promise<Tunnel> {
    const raw = await openTcp(way.proxyPort ?? way.apiPort);
    if (way.proxyPort !== null) await connectThrough(raw, way, `${host}:${connectPort}`);
    const secure = connectTls({ socket: raw, servername: host, ca: way.trust, ALPNProtocols: ["http/1.1"] });
    await new Promise<void>((resolve, reject) => {
      secure.once("secureConnect", resolve);
      secure.once("error", reject);
    });
    return new Tunnel(secure, token, connectPort === 443 ? host : `${host}:${connectPort}`);
  }

  /** One GET; resolves with the number of body bytes. Calls `onBody` for pieces as they come. Rejects unless 200. */
  get(path: string, onBody: (piece: Buffer) => void = () => {}): Promise<number> {
    return new Promise((resolve, reject) => {
      let head = "";
      let left: number | null = null;
      let chunked = false;
      let tail = "";
      let received = 0;
      this.#onFail = reject;
      const body = (piece: Buffer): void => {
        received += piece.length;
        onBody(piece);
        if (chunked) {
          tail = (tail + piece.toString("latin1")).slice(-5);
          if (tail === "0\r\n\r\n") resolve(received);
        } else if (received >= left!) resolve(received);
      };
      this.#onData = (chunk) => {
        if (left !== null || chunked) return body(chunk);
        head += chunk.toString("latin1");
        const end = head.indexOf("\r\n\r\n");
        if (end < 0) return;
        if (!head.startsWith("HTTP/1.1 200")) return reject(new Error(`the answer was ${head.slice(9, 30)}`));
        chunked = /\r\ntransfer-encoding: *chunked/i.test(head);
        if (!chunked) left = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
        const rest = Buffer.from(head.slice(end + 4), "latin1");
        if (rest.length > 0 || left === 0) body(rest);
      };
      this.#socket.write(
        `GET ${path} HTTP/1.1\r\nHost: ${this.#host}\r\nAuthorization: Bearer ${this.#token}\r\nAccept: */*\r\n\r\n`,
      );
    });
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): void {
    this.#onFail = null;
    this.#socket.destroy();
  }
}

function openTcp(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ port, host: "127.0.0.1", noDelay: true });
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
  });
}

async function connectThrough(socket: Socket, way: Way, target: string): Promise<void> {
  const authorization = way.proxyAuthorization ? `Proxy-Authorization: ${way.proxyAuthorization}\r\n` : "";
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${authorization}\r\n`);
  const answer = await new Promise<string>((resolve, reject) => {
    let text = "";
    const read = (chunk: Buffer): void => {
      text += chunk.toString("latin1");
      if (!text.includes("\r\n\r\n")) return;
      socket.off("data", read);
      socket.pause();
      resolve(text);
    };
    socket.on("data", read);
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the proxy closed the connection")));
  });
  if (!/^HTTP\/1\.[01] 200/.test(answer)) throw new Error(`the proxy answered ${answer.split("\r\n")[0]}`);
}
