import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { TestCertificate } from "./testCa.ts";

export interface GitServer {
  /** "127.0.0.1:port". */
  readonly address: string;
  /** Authorization of every request that carried one. */
  readonly authorizations: readonly string[];
  close(): Promise<void>;
}

/**
 * Repositories below a folder by git's own `http-backend`, over TLS, to one who has the token. `instead` answers by
 * itself where it returns true, whoever asks.
 */
export async function startGitServer(
  root: string,
  tls: TestCertificate,
  token: string,
  instead: (path: string, response: ServerResponse) => boolean = () => false,
): Promise<GitServer> {
  const authorizations: string[] = [];
  const expected = `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
  const server: Server = createServer(tls, (request, response) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) authorizations.push(authorization);
    if (instead(request.url ?? "/", response)) return void request.resume();
    if (authorization === expected) return runBackend(root, request, response);
    request.resume();
    response.writeHead(401, { "www-authenticate": 'Basic realm="git"', "content-length": 0 }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    authorizations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** One request as CGI (RFC 3875): variables in, headers and body out. */
function runBackend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "https://git.invalid");
  const child = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      REMOTE_USER: "agent",
      REQUEST_METHOD: request.method,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
    stdio: ["pipe", "pipe", "inherit"],
  });
  request.pipe(child.stdin);
  let head = Buffer.alloc(0);
  let started = false;
  child.stdout.on("data", (chunk: Buffer) => {
    if (started) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    started = true;
    const lines = head.subarray(0, end).toString().split("\r\n");
    const fields = lines.map((line) => line.split(/: */, 2) as [string, string]);
    const status = Number.parseInt(fields.find(([name]) => name === "Status")?.[1] ?? "200", 10);
    response.writeHead(status, Object.fromEntries(fields.filter(([name]) => name !== "Status")));
    response.write(head.subarray(end + 4));
  });
  child.stdout.on("end", () => response.end());
}
