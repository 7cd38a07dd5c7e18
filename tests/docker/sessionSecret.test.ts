import { execFileSync } from "node:child_process";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentWorld, docker, startAgentWorld } from "../helpers/agentWorld.ts";
import { run } from "../helpers/run.ts";

const url = "https://api.anthropic.com/api/claude_code/policy_limits";
let world: AgentWorld;
let image: string;

beforeAll(async () => {
  world = await startAgentWorld();
  image = docker("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=clauderon-agent").split(
    "\n",
  )[0]!;
});
afterAll(() => world?.dispose());

const create = (name: string, network: "locked" | "open") =>
  world.daemon.cli(["create", "--name", name, "--agent", "shell", "--network", network, "--prompt", "sleep 600"]);

/** What CONNECT was answered, and the request in the tunnel. 401 is the stand-in for Anthropic, 403 and 407 are ours. */
const curl = (proxy: string): string[] =>
  ["-sk", "-m", "20", "-o", "/dev/null", "-w", "%{http_connect} %{http_code}", "-x", proxy, url].filter(Boolean);
const fromHost = async (proxy: string): Promise<string> => (await run("curl", curl(proxy))).stdout;
const fromInside = async (name: string, proxy: string): Promise<string> =>
  (await run("docker", ["exec", `clauderon-${name}`, "curl", ...curl(proxy)])).stdout;
const fromOwnVariables = async (name: string): Promise<string> => {
  const command = ["curl", "-sk", "-m", "20", "-o", "/dev/null", "-w", "%{http_code}", url];
  return (await run("docker", ["exec", `clauderon-${name}`, ...command])).stdout;
};

interface Places {
  readonly host: string;
  readonly inside: string;
  readonly secret: string;
  readonly id: string;
}
const placesOf = async (session: string): Promise<Places> => {
  const env = await world.client.sessions.env({ session });
  return { host: env.proxy_url_host, inside: env.proxy_url, secret: env.secret, id: env.session_id };
};

describe.each(["locked", "open"] as const)("the secret of a %s session", (network) => {
  const name = `secret-${network}`;
  let deletedHost = "";

  it("is good while the session runs, for it and from this machine", async () => {
    expect(await create(name, network)).toMatchObject({ code: 0 });
    expect(await fromOwnVariables(name)).toBe("401");
    expect(await fromHost((await placesOf(name)).host)).toBe("200 401");
  });

  it("is refused while the session is stopped, and good again after a start", async () => {
    const { host } = await placesOf(name);
    await world.client.sessions.stop({ session: name });
    expect(await fromHost(host)).toBe("200 403");
    await world.client.sessions.start({ session: name });
    expect(await fromHost(host)).toBe("200 401");
    expect(await fromOwnVariables(name)).toBe("401");
  });

  it("is another one after recreate; the old one gets 407 from everywhere", async () => {
    const old = await placesOf(name);
    await world.client.sessions.recreate({ session: name });
    const now = await placesOf(name);
    expect(now.secret).not.toBe(old.secret);
    expect(await fromHost(old.host)).toBe("407 000");
    expect(await fromInside(name, insideUrl(old, network))).toBe("407 000");
    expect(await fromHost(now.host)).toBe("200 401");
    expect(await fromInside(name, insideUrl(now, network))).toBe("200 401");
    expect(await fromOwnVariables(name)).toBe("401");
  });

  it("is refused once the session is archived, and after it is deleted", async () => {
    const { host } = await placesOf(name);
    await world.client.sessions.archive({ session: name });
    expect(await fromHost(host)).toBe("407 000");
    await world.client.sessions.delete({ session: name, force: true });
    expect(await fromHost(host)).toBe("407 000");
    deletedHost = host;
  });

  it("is still refused when the deletion was undone; the session has another one", async () => {
    await world.client.sessions.restore({ session: name });
    expect(await fromHost(deletedHost)).toBe("407 000");
    await world.client.sessions.unarchive({ session: name });
    await world.client.sessions.start({ session: name });
    expect(await fromHost(deletedHost)).toBe("407 000");
    expect(await fromHost((await placesOf(name)).host)).toBe("200 401");
    expect(await fromOwnVariables(name)).toBe("401");
  });
});

/** As the session's own variables have it: a locked one reaches the proxy by its relay. */
const insideUrl = ({ id, secret, inside }: Places, network: "locked" | "open"): string =>
  network === "locked"
    ? `http://${id}:${secret}@127.0.0.1:18080`
    : inside.replace(/:\d+$/, `:${world.daemon.ready.proxy.port}`);

describe("a container started by hand", () => {
  const start = (name: string, places: Places, command: string): string =>
    docker(
      ...["run", "-d", "--name", name, "--label", "com.clauderon.test=secret"],
      ...["--add-host", "host.docker.internal:host-gateway", "-e", `HTTPS_PROXY=${places.inside}`],
      ...[image, "sh", "-c", command],
    );

  it("is cut off in the middle of its tunnel when its secret is replaced, and gets 407 from then on", async () => {
    const { code } = await world.daemon.cli(["env", "byhand", "--create", "--format", "docker"]);
    expect(code).toBe(0);
    const places = await placesOf("byhand");
    const name = `secret-test-${places.id}`;
    // A tunnel that is open and silent, over which the next request would come.
    const program = `
      const net = require("node:net");
      const proxy = new URL(process.env.HTTPS_PROXY);
      const auth = Buffer.from(proxy.username + ":" + proxy.password).toString("base64");
      const line = "CONNECT api.anthropic.com:443 HTTP/1.1\\r\\nHost: api.anthropic.com:443\\r\\nProxy-Authorization: Basic " + auth + "\\r\\n\\r\\n";
      const tls = require("node:tls");
      const open = (then) => { const socket = net.connect(proxy.port, proxy.hostname, () => socket.write(line)); socket.on("error", () => {}); socket.once("data", (data) => then(socket, String(data).split(" ")[1])); };
      open((socket, status) => {
        const secure = tls.connect({ socket, rejectUnauthorized: false, servername: "api.anthropic.com" }, () => console.log("tunnel", status));
        secure.on("error", () => {});
        secure.on("close", () => { console.log("cut"); open((_, again) => { console.log("again", again); process.exit(); }); });
      });`;
    try {
      start(name, places, `node -e '${program}'`);
      await expect.poll(() => docker("logs", name), { timeout: 30_000 }).toBe("tunnel 200");
      await world.client.sessions.recreate({ session: "byhand" });
      await expect.poll(() => docker("logs", name), { timeout: 30_000 }).toBe("tunnel 200\ncut\nagain 407");
      expect(await fromHost((await placesOf("byhand")).host)).toBe("200 401");
    } finally {
      docker("rm", "-f", name);
    }
  });
});

describe("the socket of a locked session", () => {
  it("is after recreate in the new relay's hands only: the old containers are gone and their connections closed", async () => {
    expect(await create("socketed", "locked")).toMatchObject({ code: 0 });
    const { id } = await placesOf("socketed");
    const run = join(world.daemon.home, "run", id);
    const holders = (): string[] =>
      docker("ps", "-aq", "--no-trunc", "--filter", `volume=${run}`).split("\n").filter(Boolean);
    const containers = (): string[] =>
      docker("ps", "-aq", "--no-trunc", "--filter", `label=com.clauderon.session=${id}`).split("\n").filter(Boolean);
    const before = containers();
    expect(holders()).toHaveLength(1);
    // A connection that was made before, as the old container's would be if the old container could live on.
    const earlier = await connected(join(run, "proxy.sock"));
    earlier.write("CONNECT api.anthropic.com:443 HTTP/1.1\r\nHost: api.anthropic.com:443\r\n\r\n");
    await new Promise((resolve) => earlier.once("data", resolve));
    const closed = new Promise((resolve) => earlier.once("close", resolve));
    await world.client.sessions.recreate({ session: "socketed" });
    await closed;
    expect(containers()).toHaveLength(2);
    expect(containers().filter((container) => before.includes(container))).toEqual([]);
    expect(holders()).toHaveLength(1);
    expect(containers()).toEqual(expect.arrayContaining(holders()));
    const [{ Mounts, Config }] = JSON.parse(docker("inspect", holders()[0]!));
    expect(Config.Labels["com.clauderon.role"]).toBe("relay");
    expect(Mounts).toMatchObject([{ Source: run, RW: false }]);
    const agent = docker("inspect", "--format", "{{json .Mounts}}", "clauderon-socketed");
    expect(agent).not.toContain(run);
    expect(execFileSync("stat", ["-c", "%a", join(run, "proxy.sock")], { encoding: "utf8" })).toBe("600\n");
    expect(await fromOwnVariables("socketed")).toBe("401");
  });
});

async function connected(path: string): Promise<Socket> {
  const socket = connect(path);
  socket.on("error", () => {});
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  return socket;
}
