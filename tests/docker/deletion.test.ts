import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { resolveEngineConnection } from "../../src-main/core/engine/connection.ts";
import { createDockerEngine } from "../../src-main/core/engine/dockerEngine.ts";
import { sessionPaths } from "../../src-main/core/home.ts";
import { EngineRelay } from "../helpers/engineRelay.ts";
import { SessionWorld } from "../helpers/sessionWorld.ts";

const dayMs = 86_400_000;
const relay = new EngineRelay();
const patience = { timeout: 60_000, interval: 100 };
let world: SessionWorld;
let now = Date.now();

const open = () =>
  world.open({
    engine: createDockerEngine(resolveEngineConnection({ DOCKER_HOST: relay.address })),
    now: () => new Date(now),
    deletedIntervalMs: 50,
  });
const deletedNames = (): string[] => world.sessions.deletions.list().map(({ name }) => name);
const secretOf = (id: string): string => readFileSync(join(sessionPaths(world.home, id).folder, "secret"), "utf8");

beforeAll(async () => {
  await relay.start();
  world = new SessionWorld();
  await open();
});
afterAll(async () => {
  await world.close();
  await relay.dispose();
});

test("a deleted session loses its containers, name and secret, keeps its files, and comes back with them", async () => {
  const { id } = await world.create({ name: "gone", prompt: "sleep 600", repositoryPath: world.repository() });
  await world.inside("gone", "echo unsaved > note.txt");
  const paths = sessionPaths(world.home, id);
  const before = secretOf(id);
  const report = await world.sessions.deletePreview("gone");
  expect(report.destroys).toEqual(["the container clauderon-gone with everything installed in it"]);
  expect(report.keeps.join("\n")).toMatch(/for 7 days a copy you can bring back with Undo/);
  await expect(world.sessions.delete("gone", { force: false })).rejects.toMatchObject({
    code: "unsaved_work",
    hint: expect.stringContaining("a copy is kept for 7 days"),
  });

  const { deleted } = await world.sessions.delete("gone", { force: true });
  expect(deleted).toMatchObject({ id, name: "gone", destroyedAfter: new Date(now + 7 * dayMs).toISOString() });
  expect(await world.engine.list({ ...world.homeLabel, "com.clauderon.session": id })).toEqual([]);
  expect(world.proxy.sessions.has(id)).toBe(false);
  expect([paths.run, join(paths.folder, "secret")].filter((path) => existsSync(path))).toEqual([]);
  expect(readFileSync(join(paths.home, "project", "note.txt"), "utf8")).toBe("unsaved\n");
  expect(() => world.sessions.find("gone")).toThrow(
    expect.objectContaining({ code: "session_not_found", hint: expect.stringContaining("clauderon restore gone") }),
  );

  await world.create({ name: "gone", prompt: "sleep 600" });
  await expect(world.sessions.deletions.restore(id)).rejects.toMatchObject({
    code: "name_taken",
    hint: expect.stringContaining(`clauderon restore ${id} --name`),
  });
  expect(deletedNames()).toEqual(["gone"]);

  const back = await world.sessions.deletions.restore(id, "back");
  expect(back).toMatchObject({ id, name: "back", state: "stopped", containerName: "clauderon-back", error: null });
  expect(deletedNames()).toEqual([]);
  expect(secretOf(id)).not.toBe(before);
  await world.sessions.start("back");
  expect((await world.inside("back", "cat note.txt; git branch --show-current")).output).toBe(
    "unsaved\nclauderon/gone\n",
  );
  expect(world.sessions.work.timeline("back").map(({ what }) => what)).toEqual([
    "creating",
    "running",
    "deleted",
    "brought back",
    "stopped",
    "running",
  ]);
});

test("what takes room lists the copies, and a copy can be destroyed before its time", async () => {
  await world.sessions.delete("gone", { force: true });
  const { items } = await world.sessions.work.space();
  expect(items.find(({ kind }) => kind === "deleted")).toMatchObject({ name: "gone", bytes: expect.any(Number) });
  const { id } = await world.sessions.deletions.purge("gone");
  const { folder, uploads, run } = sessionPaths(world.home, id);
  expect([folder, uploads, run].filter((path) => existsSync(path))).toEqual([]);
  expect(deletedNames()).toEqual([]);
  await expect(world.sessions.deletions.restore("gone")).rejects.toMatchObject({ code: "session_not_found" });
});

test("a session without a container of ours comes back with another secret", async () => {
  const { secret } = await world.sessions.env("by-hand", { create: true });
  const { id } = world.sessions.find("by-hand");
  await world.sessions.delete("by-hand", { force: false });
  expect(world.proxy.sessions.has(id)).toBe(false);
  expect(await world.sessions.deletions.restore("by-hand")).toMatchObject({ state: "running", mode: "manual" });
  expect((await world.sessions.env("by-hand", { create: false })).secret).not.toBe(secret);
});

test("an archived session comes back archived", async () => {
  await world.sessions.archive("back");
  await world.sessions.delete("back", { force: true });
  expect(await world.sessions.deletions.restore("back")).toMatchObject({ state: "archived", containerId: null });
});

test("one that is deleted while the engine does not answer loses its containers when it does", async () => {
  await world.create({ name: "later", prompt: "sleep 600" });
  await world.create({ name: "undone", prompt: "sleep 600" });
  await relay.stop();
  await world.sessions.delete("later", { force: true });
  await world.sessions.delete("undone", { force: true });
  expect((await world.engine.inspect("clauderon-later"))?.state).toBe("running");
  expect(await world.sessions.deletions.restore("undone")).toMatchObject({
    state: "archived",
    error: expect.stringContaining("It is back with all its files, but without a container"),
  });
  await relay.start();
  await expect.poll(() => world.engine.inspect("clauderon-later"), patience).toBeNull();
  await expect.poll(() => world.engine.inspect("clauderon-undone"), patience).toBeNull();
  expect(deletedNames()).toEqual(["later"]);
  expect(await world.sessions.unarchive("undone")).toMatchObject({ state: "stopped", error: null });
});

test("a copy is destroyed when its days are over, while the core runs and when it starts", async () => {
  const { id } = world.sessions.deletions.list()[0]!;
  now += 7 * dayMs - 60_000;
  await world.sessions.delete("undone", { force: true });
  await world.sessions.deletions.destroyExpired();
  expect(deletedNames()).toEqual(["undone", "later"]);
  now += 120_000;
  await expect.poll(deletedNames, patience).toEqual(["undone"]);
  expect(existsSync(sessionPaths(world.home, id).folder)).toBe(false);
  await world.sessions.close();
  now += 7 * dayMs;
  await open();
  await expect.poll(deletedNames, patience).toEqual([]);
});
