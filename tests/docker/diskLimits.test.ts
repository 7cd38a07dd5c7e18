import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sessionPaths } from "../../src-main/core/home.ts";
import { folderBytes } from "../../src-main/core/sessions/diskUse.ts";
import { SessionWorld } from "../helpers/sessionWorld.ts";

const mebibyte = 1024 * 1024;
let world: SessionWorld;

beforeAll(async () => {
  world = new SessionWorld();
  await world.open({ disk: { softBytes: 8 * mebibyte, hardBytes: 32 * mebibyte }, diskIntervalMs: 100 });
});
afterAll(() => world.close());

const disk = () => world.sessions.find("writing").disk;
const write = (path: string, mebibytes: number) =>
  world.inside("writing", `dd if=/dev/urandom of=${path} bs=1M count=${mebibytes} status=none`);

test("over the soft limit a session carries a warning, wherever it wrote", async () => {
  await world.create({ name: "writing", prompt: "sleep 600" });
  await expect.poll(() => disk()?.state, { timeout: 60_000 }).toBe("ok");
  await write("/workspace/a", 6);
  await write("/tmp/b", 6);
  await expect.poll(() => disk()?.state, { timeout: 60_000 }).toBe("warning");
  expect(disk()?.bytes).toBeGreaterThan(12 * mebibyte);
  expect(world.sessions.find("writing").state).toBe("running");
});

test("what a link names, a hole, and a second name of one file add nothing", async () => {
  const before = disk()?.bytes ?? 0;
  await world.inside(
    "writing",
    "ln -s / /workspace/root; ln -s /proc/self/root /workspace/.clauderon/uploads/up; ln /workspace/a /workspace/a2; truncate -s 1T /workspace/hole; mkfifo /workspace/pipe",
  );
  const at = disk()?.at;
  await expect.poll(() => disk()?.at, { timeout: 60_000 }).not.toBe(at);
  expect(Math.abs((disk()?.bytes ?? 0) - before)).toBeLessThan(mebibyte);
  expect(world.sessions.find("writing").state).toBe("running");
});

test("over the hard limit it is stopped, says why, and starts again when there is room", async () => {
  await write("/workspace/c", 40);
  await expect.poll(() => world.sessions.find("writing").state, { timeout: 60_000 }).toBe("error");
  expect(world.sessions.find("writing").error).toMatch(
    /^Stopped: it uses 0\.\d GiB of disk, more than its 0\.0 GiB\.$/,
  );
  expect(await world.engine.inspect("clauderon-writing")).toMatchObject({ state: "exited" });
  await expect(world.sessions.start("writing")).rejects.toMatchObject({
    code: "disk_full",
    hint: expect.stringContaining("disk_hard_mib"),
  });
  rmSync(join(sessionPaths(world.home, world.sessions.find("writing").id).home, "c"));
  expect((await world.sessions.start("writing")).state).toBe("running");
});

test("a folder that was replaced by a link leads nowhere", async () => {
  const { home } = sessionPaths(world.home, world.sessions.find("writing").id);
  const folder = join(home, "tree");
  mkdirSync(folder);
  linkSync(join(home, "a"), join(folder, "a"));
  const before = (await folderBytes([home])) ?? 0;
  rmSync(folder, { recursive: true });
  symlinkSync("/usr", folder);
  const after = (await folderBytes([home])) ?? 0;
  expect(after).toBeLessThanOrEqual(before);
  expect(Number(execFileSync("du", ["-sk", "/usr"], { encoding: "utf8" }).split("\t")[0]) * 1024).toBeGreaterThan(
    after,
  );
});
