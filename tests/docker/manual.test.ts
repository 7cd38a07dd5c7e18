import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AgentWorld, docker, startAgentWorld } from "../helpers/agentWorld.ts";
import { run } from "../helpers/run.ts";

const call =
  "curl -sS -m 20 -H 'authorization: Bearer '$CLAUDE_CODE_OAUTH_TOKEN https://api.anthropic.com/api/claude_code/policy_limits";
const cleanUp = ["--rm", "--label", "com.clauderon.test=manual"];
let world: AgentWorld;
let image: string;
let gateway: string;

beforeAll(async () => {
  world = await startAgentWorld();
  image = docker("images", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=clauderon-agent").split(
    "\n",
  )[0]!;
  gateway = `http://host.docker.internal:${world.daemon.ready.proxy.port}`;
});
afterAll(() => world?.dispose());

const shell = (script: string) => run("sh", ["-c", script], { env: { ...world.daemon.env }, timeoutMs: 60_000 });

describe("a container started by hand", () => {
  it("works with the arguments that `clauderon env --format docker` prints, and is in the audit by its name", async () => {
    const { stdout: printed, code } = await world.daemon.cli(["env", "byhand", "--create", "--format", "docker"]);
    expect(code).toBe(0);
    const command = `eval "docker run ${cleanUp.join(" ")} ${"$ARGS"} ${image} sh -c \\"${call.replaceAll("$", "\\\\\\$")}\\""`;
    const { stdout, stderr } = await run("sh", ["-c", command], { env: { ...world.daemon.env, ARGS: printed.trim() } });
    expect({ stdout, stderr }).toMatchObject({ stdout: '{"restrictions":{}}' });
    const { records } = await world.client.audit.query({ session: "byhand" });
    expect(records[0]).toMatchObject({ session_name: "byhand", auth_injected: true, response_code: 200 });
    expect(world.stub.violations).toEqual([]);
  });

  it("works from the host with the JSON form", async () => {
    const { stdout } = await world.daemon.cli(["env", "byhand", "--format", "json"]);
    const { proxy_url_host, ca, env } = JSON.parse(stdout) as {
      proxy_url_host: string;
      ca: string;
      env: Record<string, string>;
    };
    const token = env.CLAUDE_CODE_OAUTH_TOKEN;
    const answer = await shell(
      `curl -sS -m 20 -x '${proxy_url_host}' --cacert '${ca}' -H 'authorization: Bearer ${token}' https://api.anthropic.com/api/claude_code/policy_limits`,
    );
    expect(answer.stdout).toBe('{"restrictions":{}}');
  });

  it("gets 407 without a session's credentials, with the command to use instead", async () => {
    const { stdout } = await shell(
      `docker run ${cleanUp.join(" ")} --add-host host.docker.internal:host-gateway -e HTTPS_PROXY=${gateway} ${image} sh -c 'curl -sS -m 20 -v https://api.anthropic.com/v1/messages 2>&1 || true'`,
    );
    expect(stdout).toMatch(/HTTP\/1\.[01] 407/);
    const body = await shell(`curl -s -m 20 -x http://127.0.0.1:${world.daemon.ready.proxy.port} http://example.com/`);
    expect(body.stdout).toContain("clauderon env");
  });

  it("gets 407 with a wrong secret, and with its own after the session was deleted", async () => {
    const { session_id, proxy_url_host } = await world.client.sessions.env({ session: "byhand" });
    const status = (proxy: string) =>
      shell(`curl -s -m 20 -o /dev/null -w '%{http_connect}' -x '${proxy}' https://api.anthropic.com/ || true`);
    const port = world.daemon.ready.proxy.port;
    expect((await status(`http://${session_id}:${"0".repeat(64)}@127.0.0.1:${port}`)).stdout).toBe("407");
    await world.client.sessions.delete({ session: "byhand" });
    expect((await status(proxy_url_host)).stdout).toBe("407");
  });
});
