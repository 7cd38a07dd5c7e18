import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sessionPaths } from "../../src-main/core/home.ts";
import { SessionWorld, testLabel } from "../helpers/sessionWorld.ts";

let world: SessionWorld;

beforeAll(async () => {
  world = new SessionWorld();
  await world.open();
});
afterAll(() => world.close());

const inspect = (container: string) =>
  JSON.parse(execFileSync("docker", ["inspect", container], { encoding: "utf8" }))[0];

test("an interactive session has exactly its mounts, its hardening and no network of its own", async () => {
  const session = await world.create({ name: "plain", prompt: "sleep 600" });
  expect(session.state).toBe("running");
  const paths = sessionPaths(world.home, session.id);
  const agent = inspect("clauderon-plain");
  const mounts = agent.Mounts.map((it: { Source: string; Destination: string; RW: boolean }) => [
    it.Destination,
    it.Source,
    it.RW,
  ]).sort();
  const bundle = join(world.home.caBundles, `${agent.Image.replace("sha256:", "")}.pem`);
  expect(mounts).toEqual([
    ["/etc/claude-code/managed-settings.json", world.home.managedSettings, false],
    ["/etc/clauderon/codex", world.home.codex, false],
    ["/etc/clauderon/proxy-ca.pem", world.home.caCertificate, false],
    ["/etc/ssl/certs/ca-certificates.crt", bundle, false],
    ["/workspace", paths.home, true],
    ["/workspace/.clauderon/uploads", paths.uploads, true],
  ]);
  const uid = process.getuid?.() || 1000;
  expect(agent.Config).toMatchObject({ Tty: true, OpenStdin: true, StdinOnce: false });
  expect(agent.Config.User).toMatch(new RegExp(`^${uid}:\\d+$`));
  expect(agent.Config.Labels).toMatchObject({ "com.clauderon.session": session.id, [testLabel]: "1" });
  expect(agent.HostConfig).toMatchObject({
    Binds: null,
    Privileged: false,
    CapDrop: ["ALL"],
    CapAdd: [],
    SecurityOpt: ["no-new-privileges:true"],
    Init: true,
    NanoCpus: 2e9,
    Memory: 4 * 1024 ** 3,
    MemorySwap: 4 * 1024 ** 3,
    PidsLimit: 1024,
    PidMode: "",
    IpcMode: "private",
    Devices: null,
    LogConfig: { Type: "local", Config: { "max-size": expect.any(String) } },
  });
  const relay = inspect(`clauderon.relay.${session.id}`);
  expect(agent.HostConfig.NetworkMode).toBe(`container:${relay.Id}`);
  expect(relay.HostConfig).toMatchObject({
    NetworkMode: "none",
    ExtraHosts: ["host.docker.internal:127.0.0.1"],
    ReadonlyRootfs: true,
    CapDrop: ["ALL"],
    CapAdd: [],
    Memory: 64 * 1024 ** 2,
    PidsLimit: 512,
  });
  expect(relay.Mounts).toEqual([expect.objectContaining({ Source: paths.run, RW: false })]);
  expect(relay.Config.User).toBe(agent.Config.User);
});

test("inside there is loopback only, and the proxy answers by the relay", async () => {
  const devices = await world.inside("plain", "ls /sys/class/net; cat /proc/net/route | wc -l");
  expect(devices.output.split(/\s+/).filter((word) => /^(eth|ens|wlan)/.test(word))).toEqual([]);
  const answer = await world.inside("plain", "curl -sS -m 10 http://example.invalid/hello");
  expect(answer).toEqual({ output: "proxy double: http://example.invalid/hello\n", code: 0 });
  const direct = await world.inside("plain", "curl -sS -m 5 --noproxy '*' http://172.17.0.1:1/");
  expect(direct.code).not.toBe(0);
});

test("the hooks folder is the agent's own, and capabilities are gone", async () => {
  const { output } = await world.inside(
    "plain",
    "stat -c %u /workspace/.clauderon/hooks; id -u; grep CapEff /proc/self/status; grep NoNewPrivs /proc/self/status",
  );
  const [owner, own, capabilities, privileges] = output.trim().split("\n");
  expect(owner).toBe(own);
  expect(own).not.toBe("0");
  expect(capabilities).toMatch(/0000000000000000$/);
  expect(privileges).toMatch(/1$/);
});

test("the environment names the proxy, its authority and placeholders", async () => {
  const { output } = await world.inside("plain", "env");
  const id = world.sessions.find("plain").id;
  expect(output).toMatch(new RegExp(`^HTTPS_PROXY=http://${id}:[\\w-]{43}@host\\.docker\\.internal:18080$`, "m"));
  expect(output).toContain("CLAUDE_CODE_OAUTH_TOKEN=placeholder");
  expect(output).toContain("NODE_EXTRA_CA_CERTS=/etc/clauderon/proxy-ca.pem");
  const detail = await world.sessions.get("plain");
  expect(detail.containerEnv.HTTPS_PROXY).toBe(`http://${id}:****@host.docker.internal:18080`);
});

test("git inside gets the placeholder from its credential helper", async () => {
  const { output } = await world.inside(
    "plain",
    "printf 'protocol=https\\nhost=github.com\\n\\n' | git credential fill; git ls-remote --get-url git@github.com:a/b.git",
  );
  expect(output).toContain("username=x-access-token\npassword=ghp_placeholder");
  expect(output).toContain("https://github.com/a/b.git");
});

test("a secret given with --env or in the prompt is refused", async () => {
  await expect(world.create({ env: { KEY: `x${world.knownSecret}` } })).rejects.toMatchObject({ code: "usage" });
  await expect(world.create({ prompt: world.knownSecret })).rejects.toMatchObject({ code: "usage" });
});

test("print mode records everything from the first byte, and passes the exit code on", async () => {
  await world.create({ name: "printing", mode: "print", prompt: "echo first; echo wrong >&2; exit 7" });
  const read = async () => {
    const text = { stdout: "", stderr: "" };
    for await (const event of world.sessions.output("printing", AbortSignal.timeout(120_000))) {
      if (event.type === "exit") return { ...text, exitCode: event.exitCode };
      text[event.stream] += Buffer.from(event.bytes).toString();
    }
    throw new Error("no exit");
  };
  expect(await read()).toEqual({ stdout: "first\n", stderr: "wrong\n", exitCode: 7 });
  expect(await read()).toEqual({ stdout: "first\n", stderr: "wrong\n", exitCode: 7 });
  await expect.poll(() => world.sessions.find("printing")).toMatchObject({ state: "exited", exitCode: 7 });
});

test("a prompt of quotes, newlines and a leading dash arrives as it is", async () => {
  const prompt = `printf '%s|' "a 'b'" "$(printf 'c\\nd')" '--e'`;
  await world.create({ name: "quoting", mode: "print", prompt });
  let text = "";
  for await (const event of world.sessions.output("quoting", AbortSignal.timeout(120_000))) {
    if (event.type === "output") text += Buffer.from(event.bytes).toString();
  }
  expect(text).toBe("a 'b'|c\nd|--e|");
});

test("stop, start and recreate keep the files; recreate changes the secret", async () => {
  await world.inside("plain", "echo kept > /workspace/note");
  const before = world.proxy.sessions.get(world.sessions.find("plain").id)?.secretHash;
  expect((await world.sessions.stop("plain")).state).toBe("stopped");
  expect(world.proxy.sessions.get(world.sessions.find("plain").id)?.running).toBe(false);
  expect((await world.sessions.start("plain")).state).toBe("running");
  expect((await world.inside("plain", "curl -sS -m 10 http://again.invalid/")).code).toBe(0);
  expect((await world.sessions.recreate("plain")).state).toBe("running");
  expect((await world.inside("plain", "cat /workspace/note")).output).toBe("kept\n");
  expect(world.proxy.sessions.get(world.sessions.find("plain").id)?.secretHash).not.toBe(before);
});

test("recreate can give another network: what was found of the one is not said of the other", async () => {
  await world.create({ name: "moves", prompt: "sleep 600" });
  const open = await world.sessions.recreate("moves", "open");
  expect(open).toMatchObject({ state: "running", network: "open" });
  expect(world.proxy.sessions.get(open.id)?.socketPath).toBeNull();
  expect((await world.inside("moves", "ls /sys/class/net")).output).toContain("eth0");
  const locked = await world.sessions.recreate("moves", "locked");
  expect(locked).toMatchObject({ network: "locked", selfTest: { verdict: "pass" } });
  expect((await world.inside("moves", "ls /sys/class/net")).output).toBe("lo\n");
  expect(world.sessions.work.timeline("moves").filter(({ what }) => what === "recreated")).toHaveLength(2);
});

test("archive removes the containers and keeps the files; unarchive brings them back", async () => {
  await world.sessions.archive("plain");
  expect(await world.engine.inspect("clauderon-plain")).toBeNull();
  expect(world.sessions.list({ includeArchived: false }).map(({ name }) => name)).not.toContain("plain");
  expect((await world.sessions.unarchive("plain")).state).toBe("stopped");
  await world.sessions.start("plain");
  expect((await world.inside("plain", "cat /workspace/note")).output).toBe("kept\n");
});

test("a name that is taken, also by somebody else's container, is refused", async () => {
  await expect(world.create({ name: "plain" })).rejects.toMatchObject({ code: "name_taken" });
  const other = new SessionWorld();
  try {
    await other.open();
    await expect(other.create({ name: "plain", prompt: "true" })).rejects.toMatchObject({
      code: "name_taken",
      message: expect.stringContaining("another Clauderon home"),
    });
    expect(other.sessions.list({ includeArchived: true })).toEqual([]);
  } finally {
    await other.close();
  }
});

test("an image that is not there is an error that leaves nothing behind", async () => {
  await expect(world.create({ name: "imageless", image: "nowhere/none:1" })).rejects.toMatchObject({
    code: "image_missing",
  });
  expect(() => world.sessions.find("imageless")).toThrow(expect.objectContaining({ code: "session_not_found" }));
});

test("an engine that cannot share a socket is refused in one sentence, unless the network is open", async () => {
  const { engine } = world;
  const distant = { ...engine, info: async () => ({ ...(await engine.info()), sharesHostSockets: false, lock: null }) };
  const other = new SessionWorld();
  try {
    await other.open({ engine: distant });
    await expect(other.create({ name: "locked-out" })).rejects.toMatchObject({
      code: "engine_unsupported",
      hint: expect.stringContaining("--network open"),
    });
    const open = await other.create({ name: "opened", network: "open", prompt: "sleep 600" });
    expect(open.network).toBe("open");
    expect(other.proxy.addresses).toEqual(["127.0.0.1", expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/)]);
    expect(inspect("clauderon-opened").HostConfig).toMatchObject({
      NetworkMode: "bridge",
      ExtraHosts: ["host.docker.internal:host-gateway"],
    });
  } finally {
    await other.close();
  }
});

test("a manual session gives arguments with which docker run works", async () => {
  const env = await world.sessions.env("by-hand", { create: true });
  expect(env.proxy_url).toBe(`http://${env.session_id}:${env.secret}@host.docker.internal:18080`);
  expect(env.proxy_url_host).toContain("@127.0.0.1:18080");
  expect(env.docker_args).toContain("com.clauderon.network=open");
  expect(world.sessions.find("by-hand")).toMatchObject({ mode: "manual", network: "open", state: "running" });
  const image = world.sessions.find("plain").image;
  const output = execFileSync(
    "docker",
    [
      "run",
      "--rm",
      "--label",
      `${testLabel}=1`,
      ...env.docker_args,
      image,
      "sh",
      "-c",
      "echo $HOME $HTTPS_PROXY; touch ~/x; test -s /etc/clauderon/proxy-ca.pem",
    ],
    { encoding: "utf8" },
  );
  expect(output).toBe(`/workspace ${env.proxy_url}\n`);
  expect((await world.sessions.env("by-hand", { create: true })).secret).toBe(env.secret);
});

test("a purge removes containers, folders and record, and keeps no copy", async () => {
  const { id } = world.sessions.find("plain");
  const paths = sessionPaths(world.home, id);
  await world.inside("plain", "mkdir -p /workspace/closed/deep && chmod 000 /workspace/closed");
  const report = await world.sessions.delete("plain", { force: false, purge: true });
  expect(report.destroys.join("\n")).toContain(paths.home);
  expect([paths.folder, paths.uploads, paths.run].filter((path) => existsSync(path))).toEqual([]);
  expect(await world.engine.inspect("clauderon-plain")).toBeNull();
  expect(await world.engine.inspect(`clauderon.relay.${id}`)).toBeNull();
  expect(world.sessions.deletions.list()).toEqual([]);
  expect(() => world.sessions.find("plain")).toThrow(expect.objectContaining({ code: "session_not_found" }));
});

test("the session's secret lies in a file of the owner only, outside of what the container sees", async () => {
  const { id } = world.sessions.find("by-hand");
  const { folder, home } = sessionPaths(world.home, id);
  const path = join(folder, "secret");
  expect(path.startsWith(home)).toBe(false);
  expect(lstatSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(world.home.database).includes(readFileSync(path))).toBe(false);
});
