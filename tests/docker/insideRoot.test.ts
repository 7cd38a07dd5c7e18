import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentWorld, docker, startAgentWorld } from "../helpers/agentWorld.ts";

/* docs/containment.md tells what is tried here, and what was seen. */

interface Sweep {
  readonly user: number;
  readonly capabilities: string;
  readonly newPrivileges: boolean;
  readonly seccomp: string;
  readonly devices: string[];
  readonly routes: number;
  readonly reached: [string, number, string][];
  readonly loopback: number[];
  readonly datagrams: unknown[];
  readonly raw: string[];
  readonly names: unknown[];
  readonly machine: number[];
  readonly kernel: string[];
  readonly proxied: Record<string, [string, string]>;
  readonly dnsInTunnel: string[];
  readonly foreign: string;
  readonly control: string;
}

const script = readFileSync(join(import.meta.dirname, "../helpers/sweep.py"), "utf8");
let world: AgentWorld;
let image: string;
let plan: string;
/** What may be tried where packets really leave: the bridge's own end, and nothing beyond. */
let onBridge: string;
let webPort: number;
let neighbour: string;

beforeAll(async () => {
  world = await startAgentWorld({ args: ["--web-port", "0"] });
  image = docker("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=clauderon-agent").split(
    "\n",
  )[0]!;
  await world.client.sessions.create({ name: "swept", agent: "shell", prompt: "sleep 600" });
  neighbour = (await world.client.sessions.create({ name: "neighbour", agent: "shell", prompt: "sleep 600" })).id;
  webPort = Number(new URL(world.daemon.ready.web?.url ?? "http://none:0").port);
  const proxyPort = world.daemon.ready.proxy.port;
  const gateway = docker("network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Subnet}}").replace(
    /\.\d+\/.*$/,
    "",
  );
  const own = Object.values(networkInterfaces()).flatMap((it) =>
    (it ?? []).map(({ address }) => address.split("%")[0]!),
  );
  const hosts = new Set([
    ...own.filter((it) => it !== "127.0.0.1" && it !== "::1"),
    "1.1.1.1",
    "8.8.8.8",
    "169.254.169.254",
    "fd00:ec2::254",
    "2606:4700:4700::1111",
  ]);
  for (let last = 1; last < 255; last++) hosts.add(`${gateway}.${last}`);
  onBridge = JSON.stringify({
    hosts: [`${gateway}.1`],
    ports: [22, 80, webPort],
    resolvers: [],
    outside: `${gateway}.1`,
  });
  plan = JSON.stringify({
    outside: "1.1.1.1",
    hosts: [...hosts],
    ports: [22, 25, 53, 80, 443, 2375, 2376, 3306, 5432, 6379, 8080, 9229, 10250, proxyPort, webPort],
    resolvers: ["127.0.0.11", "127.0.0.53", "1.1.1.1", "8.8.8.8", "9.9.9.9", `${gateway}.1`, "2606:4700:4700::1111"],
    proxied: forbidden(gateway, proxyPort),
    foreign: `${neighbour}:${"A".repeat(43)}`,
  });
});
afterAll(() => world?.dispose());

/** Places that the proxy must not be talked into. */
function forbidden(gateway: string, proxyPort: number): string[] {
  return [
    ...[
      "127.0.0.1",
      "localhost",
      "[::1]",
      "0.0.0.0",
      "127.1",
      "2130706433",
      "0x7f000001",
      "[::ffff:127.0.0.1]",
      `${gateway}.1`,
    ].map((host) => `${host}:${webPort}`),
    ...["127.0.0.1", `${gateway}.1`, "host.docker.internal"].map((host) => `${host}:${proxyPort}`),
    ...["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0.0.0.0", `${gateway}.1`].map(
      (host) => `${host}:80`,
    ),
    "169.254.169.254:80",
    "[fd00:ec2::254]:80",
    "metadata.google.internal:80",
    "100.100.100.200:80",
    "10.0.0.1:80",
    "192.168.1.1:80",
    "1.1.1.1:53",
    "1.1.1.1:25",
  ];
}

function verify(sweep: Sweep): void {
  // The controls: the proxy is there, and it is all that is there.
  expect(sweep.control).toMatch(/^404/);
  expect(sweep.loopback).toEqual([18080]);
  expect(
    sweep.devices.filter(
      (name) => !/^(lo|tunl0|gre0|gretap0|erspan0|ip_vti0|ip6_vti0|sit0|ip6tnl0|ip6gre0)$/.test(name),
    ),
  ).toEqual([]);
  expect(sweep).toMatchObject({
    routes: 0,
    reached: [],
    datagrams: [],
    raw: [],
    names: [],
    machine: [],
    newPrivileges: false,
    seccomp: "2",
  });
  expect(sweep.foreign).toMatch(/^407/);
  expect(sweep.dnsInTunnel).toEqual(["no name", "no name", "no name"]);
  for (const [authority, [tunnel, plain]] of Object.entries(sweep.proxied)) {
    expect(tunnel, `${authority} in a tunnel`).toMatch(/^(400|403|421|502) |^closed$/);
    expect(plain, `${authority} in absolute form`).toMatch(/^(400|403|421|502) |^closed$/);
  }
}

describe("from inside a locked container", () => {
  it("root by exec has no capability, finds no way out and no way up", () => {
    const sweep = JSON.parse(
      docker("exec", "--user", "0:0", "clauderon-swept", "python3", "-c", script, plan),
    ) as Sweep;
    verify(sweep);
    expect(sweep).toMatchObject({ user: 0, capabilities: "0000000000000000", kernel: [] });
  }, 120_000);

  it("root with everything that the engine gives root, in the same network, finds no way out either", () => {
    const output = execFileSync(
      "docker",
      [
        ...["run", "--rm", "--label", "com.clauderon.test=inside", "--network", "container:clauderon-swept"],
        ...[
          "--security-opt",
          "no-new-privileges",
          "--user",
          "0:0",
          "--entrypoint",
          "python3",
          image,
          "-c",
          script,
          plan,
        ],
      ],
      { encoding: "utf8", timeout: 120_000 },
    );
    const sweep = JSON.parse(output) as Sweep;
    verify(sweep);
    // The control of the one above: with these rights there was something to lose.
    expect(BigInt(`0x${sweep.capabilities}`) & (1n << 13n)).not.toBe(0n);
    expect(sweep.kernel).toContain("a device file");
  }, 120_000);

  it("the same sweep on an ordinary bridge finds plenty: it can see what is there", () => {
    const output = execFileSync(
      "docker",
      [
        ...[
          "run",
          "--rm",
          "--label",
          "com.clauderon.test=inside",
          "--user",
          "0:0",
          "--entrypoint",
          "python3",
          image,
          "-c",
        ],
        script,
        onBridge,
      ],
      { encoding: "utf8", timeout: 120_000 },
    );
    const sweep = JSON.parse(output) as Sweep;
    expect(sweep.reached.length).toBeGreaterThan(0);
    expect(sweep.datagrams.length).toBeGreaterThan(0);
    expect(sweep.raw).toContain("frame on eth0");
    expect(sweep.loopback).toEqual([]);
  }, 120_000);

  it("nothing of the neighbour is known inside: neither its secret, its socket nor its files", async () => {
    const { secret } = await world.client.sessions.env({ session: "neighbour" });
    const found = docker(
      ...["exec", "--user", "0:0", "clauderon-swept", "sh", "-c"],
      `cat /proc/[0-9]*/environ /proc/mounts /proc/net/unix 2>/dev/null | tr '\\0' '\\n' | grep -c -e '${secret}' -e '${neighbour}' || true`,
    );
    expect(found).toBe("0");
  });
});
