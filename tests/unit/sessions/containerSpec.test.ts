import { expect, test } from "vitest";
import { createBody } from "../../../src-main/core/engine/createBody.ts";
import { homePaths, sessionPaths } from "../../../src-main/core/home.ts";
import { agentSpec, relaySpec, type SpecInput } from "../../../src-main/core/sessions/containerSpec.ts";
import { defaultLimits } from "../../../src-shared/model/session.ts";

const home = homePaths({ CLAUDERON_HOME: "/home/someone/.clauderon" });
const input: SpecInput = {
  session: {
    id: "abcdefghijkl",
    name: "one",
    agent: "claude",
    mode: "interactive",
    network: "locked",
    prompt: "hello",
    image: "sha256:1",
    limits: defaultLimits,
    readOnlyRoot: false,
    workdir: "/workspace",
  },
  home,
  paths: sessionPaths(home, "abcdefghijkl"),
  homeHash: "0123456789abcdef",
  owner: { uid: 1234, gid: 5678 },
  caBundle: `${home.caBundles}/1.pem`,
  variables: { A: "1" },
  size: { cols: 80, rows: 24 },
};

test("an agent sees six places of the host, and may write to its home and its uploads only", () => {
  const { mounts } = agentSpec(input, "relay-id");
  expect(mounts.filter(({ readOnly }) => !readOnly).map(({ source }) => source)).toEqual([
    "/home/someone/.clauderon/sessions/abcdefghijkl/home",
    "/home/someone/.clauderon/uploads/abcdefghijkl",
  ]);
  expect(mounts).toHaveLength(6);
  for (const { source } of mounts) {
    expect(source).not.toBe(home.root);
    expect(source).not.toMatch(/key|secret|db\.sqlite|audit|run|daemon/);
  }
});

test("an agent has no capability, no new privileges, limits without swap, and is never root", () => {
  const { HostConfig, User } = createBody(agentSpec(input, "relay-id"));
  expect(User).toBe("1234:5678");
  expect(HostConfig).toMatchObject({
    CapDrop: ["ALL"],
    CapAdd: [],
    SecurityOpt: ["no-new-privileges:true"],
    Privileged: false,
    Memory: defaultLimits.memoryBytes,
    MemorySwap: defaultLimits.memoryBytes,
    PidsLimit: 1024,
    NetworkMode: "container:relay-id",
    ExtraHosts: [],
    LogConfig: { Type: "local" },
  });
});

test("print mode has neither a terminal nor an open input", () => {
  const spec = agentSpec({ ...input, session: { ...input.session, mode: "print" } }, "relay-id");
  expect(spec).toMatchObject({ tty: false, openStdin: false, size: null });
});

test("network mode open is an ordinary bridge that knows the host", () => {
  expect(agentSpec(input, null)).toMatchObject({
    network: { kind: "bridge" },
    extraHosts: ["host.docker.internal:host-gateway"],
  });
});

test("the relay has no network, sees the socket's folder read-only, and little else", () => {
  const relay = {
    sessionId: "abcdefghijkl",
    paths: input.paths,
    homeHash: "x",
    owner: input.owner,
    image: "relay",
    lock: "socket" as const,
  };
  expect(relaySpec(relay)).toMatchObject({
    name: "clauderon.relay.abcdefghijkl",
    network: { kind: "none" },
    extraHosts: ["host.docker.internal:127.0.0.1"],
    mounts: [{ source: input.paths.run, target: "/run/clauderon", readOnly: true }],
    readOnlyRoot: true,
    capabilities: [],
    user: "1234:5678",
    limits: { memoryBytes: 64 * 1024 * 1024, pids: 512 },
  });
  const replacement = relaySpec(relay, { containerId: "agent-id", name: "again" });
  expect(replacement).toMatchObject({ network: { kind: "container", containerId: "agent-id" }, extraHosts: [] });
});
