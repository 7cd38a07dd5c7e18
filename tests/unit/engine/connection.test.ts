import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { resolveEngineConnection } from "../../../src-main/core/engine/connection.ts";
import { socketSharingProblem } from "../../../src-main/core/engine/socketSharing.ts";

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "clauderon-docker-"));
});
afterEach(() => rmSync(home, { recursive: true }));

function addContext(name: string, host: string): void {
  const hash = createHash("sha256").update(name).digest("hex");
  const folder = join(home, ".docker", "contexts", "meta", hash);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "meta.json"), JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }));
}

const choose = (name: string): void => {
  mkdirSync(join(home, ".docker"), { recursive: true });
  writeFileSync(join(home, ".docker", "config.json"), JSON.stringify({ currentContext: name }));
};

test.each([
  ["unix:///run/x.sock", { protocol: "unix", socketPath: "/run/x.sock" }],
  ["tcp://engine.example:2375", { protocol: "http", host: "engine.example", port: 2375 }],
  ["ssh://me@engine.example", { protocol: "ssh", host: "engine.example", port: 22, username: "me" }],
  ["tcp://[::1]:99", { protocol: "http", host: "::1", port: 99 }],
])("DOCKER_HOST %s is understood", (address, expected) => {
  expect(resolveEngineConnection({ HOME: home, DOCKER_HOST: address })).toMatchObject(expected);
});

test("DOCKER_HOST comes before DOCKER_CONTEXT, that before the current context, that before the default", () => {
  addContext("work", "ssh://me@work.example");
  addContext("home", "unix:///run/home.sock");
  expect(resolveEngineConnection({ HOME: home }).source).toBe("the default socket");
  choose("work");
  expect(resolveEngineConnection({ HOME: home })).toMatchObject({ host: "work.example", source: "context work" });
  const byName = { HOME: home, DOCKER_CONTEXT: "home" };
  expect(resolveEngineConnection(byName)).toMatchObject({ socketPath: "/run/home.sock" });
  expect(resolveEngineConnection({ ...byName, DOCKER_HOST: "unix:///run/host.sock" }).source).toBe("DOCKER_HOST");
  choose("default");
  expect(resolveEngineConnection({ HOME: home }).source).toBe("the default socket");
});

test("an unknown context and an address that is none are errors", () => {
  choose("gone");
  expect(() => resolveEngineConnection({ HOME: home })).toThrow(/context "gone"/);
  expect(() => resolveEngineConnection({ HOME: home, DOCKER_HOST: "nonsense" })).toThrow(/not understood/);
});

const local = resolveEngineConnection({ HOME: "/nowhere", DOCKER_HOST: "unix:///run/x.sock" });
const debian = { operatingSystem: "Debian GNU/Linux 12", securityOptions: ["name=seccomp,profile=default"] };

test.each([
  ["a local engine can", local, debian, "linux", null],
  ["Docker Desktop cannot", local, { ...debian, operatingSystem: "Docker Desktop" }, "linux", /virtual machine/],
  ["an engine under macOS cannot", local, debian, "darwin", /virtual machine/],
  ["a remote engine cannot", { ...local, protocol: "ssh" as const }, debian, "linux", /network/],
  ["a rootless engine cannot", local, { ...debian, securityOptions: ["name=rootless"] }, "linux", /user ids/],
] as const)("sharing a socket: %s", (_what, connection, engine, platform, expected) => {
  const problem = socketSharingProblem(connection, engine, platform);
  if (expected === null) expect(problem).toBeNull();
  else expect(problem).toMatch(expected);
});
