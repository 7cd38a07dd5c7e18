import { execFile } from "node:child_process";
import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Session } from "../../src-shared/model/session.ts";
import { type AgentWorld, docker, startAgentWorld } from "../helpers/agentWorld.ts";
import { type InsideCase, insideCases } from "./corpus/inside.ts";

const exec = promisify(execFile);

/** Services of this machine on every address that a container could ever see, and what came to them. */
let service: Server;
let resolver: UdpSocket;
const hits: string[] = [];
let world: AgentWorld;
let session: Session;
let variables: Record<string, string>;

beforeAll(async () => {
  service = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`);
    response.end("the host");
  });
  service.on("connection", () => hits.push("connection"));
  await new Promise<void>((resolve) => service.listen(0, "0.0.0.0", resolve));
  resolver = createSocket("udp4", (message, from) => {
    hits.push("datagram");
    resolver.send(message, from.port, from.address);
  });
  await new Promise<void>((resolve) => resolver.bind(0, "0.0.0.0", resolve));
  world = await startAgentWorld();
  session = await world.client.sessions.create({ name: "inside", agent: "shell", prompt: "sleep 3600" });
  const other = await world.client.sessions.env({ session: "other", create: true });
  const gate = docker("network", "inspect", "bridge", "-f", "{{range .IPAM.Config}}{{.Gateway}}{{end}}");
  variables = {
    GATE: gate || "172.17.0.1",
    SERVICE: String((service.address() as AddressInfo).port),
    DNS: String(resolver.address().port),
    PROXY: String(world.daemon.ready.proxy.port),
    OTHER: `${other.session_id}:${other.secret}`,
  };
}, 240_000);

afterAll(async () => {
  await world?.dispose();
  service?.close();
  resolver?.close();
});

/** Runs a case's command in `container`; what it printed, whatever its exit code. */
async function inside(container: string, { as, command }: Pick<InsideCase, "as" | "command">): Promise<string> {
  const user = as === "root" ? ["-u", "0"] : [];
  const env = Object.entries(variables).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
  const args = ["exec", ...user, ...env, container, "sh", "-c", command];
  const { stdout } = await exec("docker", args, { timeout: 30_000 }).catch((error: { stdout?: string }) => ({
    stdout: error.stdout ?? "",
  }));
  return stdout;
}

describe("inside of a locked container", () => {
  it.each(insideCases.map((one) => [one.title, one] as const))("%s", async (_, one) => {
    hits.length = 0;
    expect(await inside(session.containerName as string, one)).not.toContain("REACHED");
    expect(hits).toEqual([]);
  });

  it("the way through the proxy is there all the same", async () => {
    const command = `curl -sS -m 10 -o /dev/null -w '%{http_code}' https://api.anthropic.com/v1/models -H "Authorization: Bearer $CLAUDE_CODE_OAUTH_TOKEN"`;
    expect(await inside(session.containerName as string, { as: "agent", command })).toBe("404");
  });
});

describe("with the boundary gone", () => {
  const withoutProxy = insideCases.filter(({ command }) => !command.includes("host.docker.internal"));

  it("a container whose proxy is switched off gets 503 and nothing else (coder/registry 794)", async () => {
    await world.client.proxy.setEnabled({ enabled: false });
    const command = "curl -sS -m 10 -o /dev/null -w '%{http_code}' https://free.example/";
    expect(await inside(session.containerName as string, { as: "agent", command })).toBe("503");
    await world.client.proxy.setEnabled({ enabled: true });
  });

  it("a container whose relay is gone is cut off, not set free (coder/registry 794)", async () => {
    docker("kill", `clauderon.relay.${session.id}`);
    hits.length = 0;
    for (const one of withoutProxy.slice(0, 12))
      expect(await inside(session.containerName as string, one)).not.toContain("REACHED");
    expect(hits).toEqual([]);
  });

  it("a container whose daemon was killed is cut off, not set free (coder/registry 794)", async () => {
    await world.daemon.crash();
    hits.length = 0;
    for (const one of withoutProxy.slice(0, 12))
      expect(await inside(session.containerName as string, one)).not.toContain("REACHED");
    expect(hits).toEqual([]);
  });
});

describe("the detector sees", () => {
  it("every program that the cases start is in the image: a missing one would be stopped by nothing", async () => {
    const programs = "curl node unshare nsenter mount mknod head find grep readlink";
    const command = `for p in ${programs}; do command -v $p >/dev/null || echo "$p is missing"; done`;
    const id = docker("create", "--label", "com.clauderon.test=inside", "--entrypoint", "sleep", session.image, "60");
    try {
      docker("start", id);
      expect(await inside(id, { as: "root", command })).toBe("");
    } finally {
      docker("rm", "-f", id);
    }
  });

  it("the same commands reach the host from a container on the engine's own network", async () => {
    const image = session.image;
    const id = docker(
      "run",
      "-d",
      "--rm",
      "--label",
      "com.clauderon.test=inside",
      "--entrypoint",
      "sleep",
      image,
      "600",
    );
    try {
      const direct = insideCases.filter(({ title }) =>
        /leaves the proxy out by an option|unsets the proxy|bare connection to the host|resolver of its own by UDP/.test(
          title,
        ),
      );
      expect(direct).toHaveLength(4);
      for (const one of direct) {
        hits.length = 0;
        expect(await inside(id, one)).toContain("REACHED");
        expect(hits).not.toEqual([]);
      }
    } finally {
      docker("rm", "-f", id);
    }
  });
});
