import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { DaemonProcess } from "../tests/helpers/daemonProcess.ts";
import type { TestCa } from "../tests/helpers/testCa.ts";
import { apiHost, type Way } from "./tunnel.ts";

export interface Contestant {
  readonly name: string;
  readonly way: Way;
  /** Port that the client names in its CONNECT. */
  readonly connectPort: number;
  /** Process whose time counts; null for no proxy at all. */
  readonly pid: number | null;
  stop(): Promise<void>;
}

export interface Stage {
  /** A folder that everything may be written to. */
  readonly folder: string;
  readonly authority: TestCa;
  readonly apiPort: number;
  readonly token: string;
  /** Names below `strangerHosts` that will be asked for: squid finds addresses in a file only. */
  readonly strangers: readonly string[];
}

/** Hosts that no proxy has seen before; the API's certificate covers them. */
export const strangerHosts = "*.bench.example";

/** A host without a credential: what comes from it is not searched for one. */
export const unsearchedHost = "unsearched.example";

export function direct({ authority, apiPort }: Stage): Contestant {
  const way = { proxyPort: null, proxyAuthorization: null, trust: authority.ca, apiPort };
  return { name: "direct", way, connectPort: 443, pid: null, stop: async () => {} };
}

/** The built daemon with a session that has no container. Its limits are raised: they are not what is measured. */
export async function clauderon({ folder, authority, apiPort, token }: Stage): Promise<Contestant> {
  writeFileSync(join(folder, "ca.pem"), authority.ca);
  const routes = [apiHost, strangerHosts, unsearchedHost].map(
    (host) => `[[upstream]]\nhost = "${host}"\naddress = "127.0.0.1:${apiPort}"\nca = "${join(folder, "ca.pem")}"\n`,
  );
  const config = `
[proxy.limits]
connections = 10000
requests_per_second = 1000000
new_names_per_second = 100000
${routes.join("")}
[[inject]]
host = "${strangerHosts}"
credential = "anthropic"
header = "authorization"
value = "Bearer {token}"
[[rule]]
host = "${apiHost}"
action = "allow"
`;
  const daemon = new DaemonProcess({ env: { CLAUDE_CODE_OAUTH_TOKEN: token }, config });
  const { proxy, ca } = await daemon.start();
  const { session_id, secret } = await (await daemon.client()).sessions.env({ session: "bench", create: true });
  const proxyAuthorization = `Basic ${Buffer.from(`${session_id}:${secret}`).toString("base64")}`;
  const trust = execFileSync("cat", [ca], { encoding: "utf8" });
  return {
    name: "clauderon",
    way: { proxyPort: proxy.port, proxyAuthorization, trust, apiPort },
    connectPort: 443,
    pid: daemon.pid,
    stop: () => daemon.dispose(),
  };
}

/** squid-openssl with ssl-bump; null where it is not installed. */
export async function squid(stage: Stage): Promise<Contestant | null> {
  const helper = "/usr/lib/squid/security_file_certgen";
  if (!existsSync("/usr/sbin/squid") || !existsSync(helper)) return null;
  const { folder, authority, apiPort, token, strangers } = stage;
  const own = join(folder, `squid-${apiPort}`);
  mkdirSync(own, { recursive: true });
  chmodSync(folder, 0o755);
  const signer = makeSigner(own, "squid");
  writeFileSync(join(own, "ca.pem"), authority.ca);
  const database = join(own, "certificates");
  execFileSync(helper, ["-c", "-s", database, "-M", "64MB"], { stdio: "ignore" });
  writeFileSync(join(own, "hosts"), [apiHost, ...strangers].map((host) => `127.0.0.1 ${host}\n`).join(""));
  const port = await freePort();
  writeFileSync(
    join(own, "squid.conf"),
    `
http_port 127.0.0.1:${port} ssl-bump generate-host-certificates=on dynamic_cert_mem_cache_size=64MB tls-cert=${signer.cert} tls-key=${signer.key}
sslcrtd_program ${helper} -s ${database} -M 64MB
sslcrtd_children 4 startup=2
ssl_bump bump all
hosts_file ${join(own, "hosts")}
tls_outgoing_options cafile=${join(own, "ca.pem")}
server_persistent_connections on
http_access allow all
cache deny all
request_header_access Authorization deny all
request_header_add Authorization "Bearer ${token}" all
access_log stdio:${join(own, "access.log")}
cache_log ${join(own, "cache.log")}
pid_filename none
coredump_dir ${own}
${process.getuid?.() === 0 ? "cache_effective_user proxy" : ""}
shutdown_lifetime 0 seconds
`,
  );
  // Started as root, squid becomes the user that Debian made for it, and its files must be that user's.
  if (process.getuid?.() === 0) execFileSync("chown", ["-R", "proxy:proxy", own]);
  const child = spawn("/usr/sbin/squid", ["-N", "-n", `bench${port}`, "-f", join(own, "squid.conf")], {
    stdio: "ignore",
  });
  await listening(child, port, "squid");
  // It goes to the port that the CONNECT names.
  return { ...external("squid", child, port, signer.pem, apiPort), connectPort: apiPort };
}

/** mitmdump, bodies streamed; null where it is not installed. */
export async function mitmproxy(stage: Stage): Promise<Contestant | null> {
  if (!existsSync("/usr/bin/mitmdump")) return null;
  const { folder, authority, apiPort, token } = stage;
  const own = join(folder, `mitmproxy-${apiPort}`);
  mkdirSync(own, { recursive: true });
  const signer = makeSigner(own, "mitmproxy");
  writeFileSync(join(own, "mitmproxy-ca.pem"), signer.pair);
  writeFileSync(join(own, "ca.pem"), authority.ca);
  writeFileSync(
    join(own, "inject.py"),
    `
def server_connect(data):
    data.server.address = ("127.0.0.1", ${apiPort})
def requestheaders(flow):
    flow.request.headers["authorization"] = "Bearer ${token}"
def responseheaders(flow):
    flow.response.stream = True
`,
  );
  const port = await freePort();
  const options = [`confdir=${own}`, `ssl_verify_upstream_trusted_ca=${join(own, "ca.pem")}`, "http2=false"];
  const child = spawn(
    "/usr/bin/mitmdump",
    [
      ...["-q", "--listen-host", "127.0.0.1", "-p", String(port), "-s", join(own, "inject.py")],
      ...["--set", "connection_strategy=lazy", ...options.flatMap((it) => ["--set", it])],
    ],
    { stdio: "ignore" },
  );
  await listening(child, port, "mitmproxy");
  return external("mitmproxy", child, port, signer.pem, apiPort);
}

function external(name: string, child: ChildProcess, proxyPort: number, trust: string, apiPort: number): Contestant {
  return {
    name,
    way: { proxyPort, proxyAuthorization: null, trust, apiPort },
    connectPort: 443,
    pid: child.pid!,
    async stop() {
      if (child.exitCode !== null) return;
      // Asked first: squid leaves shared memory behind when it is killed.
      const ended = once(child, "exit");
      const timer = setTimeout(() => child.kill("SIGKILL"), 5_000);
      child.kill("SIGTERM");
      await ended;
      clearTimeout(timer);
    },
  };
}

/** An interception authority for another proxy, RSA as their own guides make it. */
function makeSigner(folder: string, name: string): { key: string; cert: string; pem: string; pair: string } {
  const [key, cert] = [join(folder, "signer.key"), join(folder, "signer.crt")];
  const usage = ["-addext", "keyUsage=critical,keyCertSign,cRLSign"];
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "2",
      "-subj",
      `/CN=${name} bench`,
      ...usage,
      "-keyout",
      key,
      "-out",
      cert,
    ],
    { stdio: "ignore" },
  );
  const read = (path: string): string => execFileSync("cat", [path], { encoding: "utf8" });
  return { key, cert, pem: read(cert), pair: read(key) + read(cert) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Resolves when the port accepts; rejects when the process ends first or takes longer than 20 s. */
async function listening(child: ChildProcess, port: number, name: string): Promise<void> {
  const until = Date.now() + 20_000;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`${name} ended with code ${child.exitCode}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true)).on("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill("SIGKILL");
  throw new Error(`${name} did not listen on port ${port}`);
}
