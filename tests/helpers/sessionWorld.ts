import { execFileSync } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { z } from "zod";
import { resolveEngineConnection } from "../../src-main/core/engine/connection.ts";
import { createDockerEngine } from "../../src-main/core/engine/dockerEngine.ts";
import type { Engine } from "../../src-main/core/engine/engine.ts";
import { ensureHome } from "../../src-main/core/ensureHome.ts";
import { type HomePaths, homePaths } from "../../src-main/core/home.ts";
import { createImages } from "../../src-main/core/images/agentImage.ts";
import { silentLog } from "../../src-main/core/lifecycle/log.ts";
import { labelNames } from "../../src-main/core/sessions/labels.ts";
import type { ProxyPort, SessionsOptions, TerminalsPort } from "../../src-main/core/sessions/ports.ts";
import { homeHash } from "../../src-main/core/sessions/sessionId.ts";
import { SessionManager } from "../../src-main/core/sessions/sessionManager.ts";
import { type Database, openDatabase } from "../../src-main/core/storage/database.ts";
import { migrations } from "../../src-main/core/storage/migrations/index.ts";
import { createSessionInput } from "../../src-shared/contract/sessions.ts";
import { createTestCa } from "./testCa.ts";

export const testLabel = "com.clauderon.test";
type ProxySession = Parameters<ProxyPort["putSession"]>[0];

/** Listens on sessions' sockets as the proxy does, and answers every request with what it saw. */
class SocketDouble implements ProxyPort {
  port = 18080;
  readonly sessions = new Map<string, ProxySession>();
  readonly requests: string[] = [];
  addresses: string[] = [];
  readonly #servers = new Map<string, Server>();

  async putSession(session: ProxySession): Promise<void> {
    this.sessions.set(session.id, session);
    const { socketPath, socketOwner } = session;
    if (socketPath === null || this.#servers.has(session.id)) return;
    rmSync(socketPath, { force: true });
    const server = createServer((request, response) => {
      const credentials = /^Basic (.*)$/.exec(request.headers["proxy-authorization"] ?? "")?.[1];
      const user = credentials && Buffer.from(credentials, "base64").toString().split(":")[0];
      if (user !== undefined && user !== session.id) {
        response.writeHead(407).end();
        return;
      }
      this.requests.push(`${session.id} ${request.method} ${request.url}`);
      response.end(`proxy double: ${request.url}\n`);
    });
    // A tunnel is never answered: what waits for one waits until it is ended.
    server.on("connect", (request) => {
      this.requests.push(`${session.id} CONNECT ${request.url}`);
    });
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(socketPath, resolve));
    if (socketOwner) chownSync(socketPath, socketOwner.uid, socketOwner.gid);
    this.#servers.set(session.id, server);
  }

  async removeSession({ id }: { id: string }): Promise<void> {
    this.sessions.delete(id);
    this.#servers.get(id)?.close();
    this.#servers.get(id)?.closeAllConnections();
    this.#servers.delete(id);
  }

  async setAddresses({ addresses }: { addresses: string[] }): Promise<void> {
    this.addresses = addresses;
  }

  async close(): Promise<void> {
    for (const id of [...this.#servers.keys()]) await this.removeSession({ id });
  }
}

class TerminalsDouble implements TerminalsPort {
  readonly calls: string[] = [];
  async open(input: Parameters<TerminalsPort["open"]>[0]): Promise<void> {
    this.calls.push(`open ${input.sessionId}${input.resumed ? " resumed" : ""}`);
  }
  async ended({ sessionId, exitCode }: { sessionId: string; exitCode: number | null }): Promise<void> {
    this.calls.push(`ended ${sessionId} ${exitCode}`);
  }
  async forget({ sessionId }: { sessionId: string }): Promise<void> {
    this.calls.push(`forget ${sessionId}`);
  }
  async recall({ sessionId }: { sessionId: string }): Promise<void> {
    this.calls.push(`recall ${sessionId}`);
  }
  async text(): Promise<{ text: string }> {
    return { text: "the screen\n" };
  }
}

/** Sessions on the real engine, in a home of their own, with doubles of proxy and terminals. */
export class SessionWorld {
  readonly home: HomePaths;
  readonly engine: Engine = createDockerEngine(resolveEngineConnection(process.env));
  readonly proxy = new SocketDouble();
  readonly terminals = new TerminalsDouble();
  readonly knownSecret = "a-real-secret-that-stays-outside";
  readonly database: Database;
  readonly #folder: string;
  readonly #caPem = createTestCa().ca;
  #manager: SessionManager | null = null;

  constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), "clauderon-sessions-"));
    this.home = homePaths({ CLAUDERON_HOME: join(this.#folder, "home") });
    ensureHome(this.home);
    writeFileSync(this.home.caCertificate, this.#caPem, { mode: 0o644 });
    this.database = openDatabase(this.home.database, migrations);
  }

  get sessions(): SessionManager {
    if (!this.#manager) throw new Error("open first");
    return this.#manager;
  }

  /** Starts the manager, as the daemon does; a second call is a restart after a crash. */
  async open(change: Partial<SessionsOptions> = {}): Promise<SessionManager> {
    this.#manager = new SessionManager({
      engine: this.engine,
      home: this.home,
      database: this.database,
      log: silentLog,
      proxy: this.proxy,
      terminals: this.terminals,
      credentials: {
        placeholderEnv: () => ({ CLAUDE_CODE_OAUTH_TOKEN: "placeholder", GH_TOKEN: "ghp_placeholder" }),
        codexFiles: () => ({ "auth.json": "{}\n", "config.toml": "\n" }),
        containsKnownSecret: (text) => (text.includes(this.knownSecret) ? "acme" : null),
      },
      images: createImages({ engine: this.engine, home: this.home, log: silentLog, config: { base: null } }),
      caPem: this.#caPem,
      extraLabels: { [testLabel]: "1" },
      ...change,
    });
    await this.#manager.open();
    return this.#manager;
  }

  get homeLabel(): Record<string, string> {
    return { [labelNames.home]: homeHash(this.home.root) };
  }

  create(input: z.input<typeof createSessionInput>) {
    return this.sessions.create(createSessionInput.parse({ agent: "shell", ...input }));
  }

  /** A repository with one commit. */
  repository(name = "project"): string {
    const path = join(this.#folder, name);
    mkdirSync(path);
    const git = (...args: string[]): string => execFileSync("git", ["-C", path, ...args], { encoding: "utf8" });
    git("init", "--quiet", "--initial-branch=main");
    git("config", "user.email", "someone@example.invalid");
    git("config", "user.name", "Someone");
    execFileSync("sh", ["-c", 'echo hello > "$1/file.txt"', "sh", path]);
    git("add", ".");
    git("commit", "--quiet", "-m", "first");
    return path;
  }

  /** Runs a command inside as the agent; gives its output and exit code. */
  async inside(session: string, command: string): Promise<{ output: string; code: number }> {
    const target = this.sessions.execTarget(session);
    const run = await this.engine.exec(target.containerId, {
      command: ["sh", "-c", command],
      user: target.user,
      workdir: target.workdir,
      tty: false,
      stdin: false,
    });
    let output = "";
    const read = async (stream: AsyncIterable<Buffer> | null): Promise<void> => {
      if (stream) for await (const chunk of stream) output += chunk.toString();
    };
    await Promise.all([read(run.stdout), read(run.stderr)]);
    return { output, code: await run.exitCode() };
  }

  async close(): Promise<void> {
    await this.#manager?.close();
    for (const { id } of await this.engine.list(this.homeLabel)) await this.engine.remove(id);
    for (const { id } of await this.engine.networks(this.homeLabel)) await this.engine.removeNetwork(id);
    await this.proxy.close();
    this.database.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
