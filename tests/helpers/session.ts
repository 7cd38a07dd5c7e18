import { defaultLimits, type Session } from "../../src-shared/model/session.ts";

/** A running interactive session. */
export function makeSession(overrides: Partial<Session> = {}): Session {
  return {
    id: "k3x9q2m7p4va",
    name: "fix-retry",
    agent: "claude",
    mode: "interactive",
    network: "locked",
    accessMode: "write",
    state: "running",
    activity: "working",
    exitCode: null,
    error: null,
    prompt: "Make the flaky test reliable",
    image: "clauderon-agent",
    repository: { path: "/src/harbor", name: "harbor", branch: "clauderon/fix-retry", base: "0123abc" },
    workdir: "/workspace/harbor",
    limits: defaultLimits,
    readOnlyRoot: false,
    env: {},
    containerId: "c0ffee",
    containerName: "clauderon-fix-retry",
    createdAt: new Date().toISOString(),
    startedAt: new Date().toISOString(),
    endedAt: null,
    selfTest: null,
    disk: null,
    ...overrides,
  };
}
