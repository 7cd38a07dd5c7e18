import { execFileSync, spawn } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from "vitest";
import { type SessionPaths, sessionPaths } from "../../src-main/core/home.ts";
import { folderBytes } from "../../src-main/core/sessions/diskUse.ts";
import { requireRealFolders } from "../../src-main/core/sessions/realFolder.ts";
import { removeTree } from "../../src-main/core/sessions/removeTree.ts";
import { OutsideCanary } from "../helpers/outsideCanary.ts";
import { SessionWorld, testLabel } from "../helpers/sessionWorld.ts";

const script = readFileSync(join(import.meta.dirname, "../helpers/hostileTree.mjs"), "utf8");
const owner = { uid: process.getuid?.() || 1000, gid: process.getgid?.() || 1000 };
let world: SessionWorld;
let outside: OutsideCanary;
let image: string;

beforeAll(async () => {
  world = new SessionWorld();
  await world.open({ diskIntervalMs: 200 });
  image = (await world.create({ name: "image-of", prompt: "sleep 600" })).image;
  await world.sessions.delete("image-of", { force: true });
});
afterAll(() => world.close());
beforeEach(() => {
  outside = new OutsideCanary();
});
afterEach(() => outside.remove());

const untouched = (): void => expect(outside.marks()).toBe(outside.before);
const pathsOf = (name: string): SessionPaths => sessionPaths(world.home, world.sessions.find(name).id);
const execAs = (user: string, container: string, ...command: string[]): string =>
  execFileSync("docker", ["exec", "-i", "-u", user, container, ...command], { input: script, encoding: "utf8" });
/** Root with what the engine gives by default, in a container that somebody starts by hand around these folders. */
const byHand = (paths: SessionPaths, ...command: string[]): string[] => [
  ...["run", "--rm", "-i", "--label", `${testLabel}=1`, "--network", "none", "-u", "0", "--entrypoint", command[0]!],
  ...["-v", `${paths.home}:/workspace`, "-v", `${paths.uploads}:/uploads`, image, ...command.slice(1)],
];

async function makeTree(who: "the agent" | "root" | "root with rights", name: string): Promise<{ devices: number }> {
  const container = `clauderon-${name}`;
  const places = ["/workspace/tree", "/workspace/.clauderon/uploads/tree"];
  await world.inside(
    name,
    `chmod 777 /workspace /workspace/.clauderon /workspace/.clauderon/uploads; mkdir -m 777 ${places.join(" ")}`,
  );
  let said = "";
  for (const [at, place] of places.entries()) {
    if (who === "root with rights") {
      const folder = at === 0 ? "/workspace/tree" : "/uploads/tree";
      const args = byHand(pathsOf(name), "node", "--input-type=module", "-", folder, outside.root);
      said = execFileSync("docker", args, { input: script, encoding: "utf8" });
    } else {
      const user = who === "root" ? "0:0" : `${owner.uid}:${owner.gid}`;
      said = execAs(user, container, "node", "--input-type=module", "-", place, outside.root);
    }
  }
  await world.inside(
    name,
    [
      "cd /workspace && rm -rf .claude.json .claude .codex .clauderon/hooks",
      `ln -s ${outside.file} .claude.json; ln -s ${outside.folder} .claude; ln -s ${outside.root} .codex`,
      `ln -s ${outside.folder} .clauderon/hooks`,
      `rm -rf /workspace/project/.git; ln -s ${outside.root} /workspace/project/.git`,
    ].join("; "),
  );
  return JSON.parse(said) as { devices: number };
}

describe.each([
  ["the agent", 0],
  ["root", 0],
  ["root with rights", 4],
] as const)("a tree of links, pipes, devices and endless folders, made by %s", (who, devices) => {
  const name = `tree-of-${who.replaceAll(" ", "-")}`;

  it("is in the way of nothing that the host does, and leads it nowhere", async () => {
    const repositoryPath = world.repository(name);
    await world.create({ name, prompt: "sleep 600", repositoryPath: `${repositoryPath}` });
    const { id, repository } = world.sessions.find(name);
    await world.inside(name, `ln -s /workspace/${repository?.name} /workspace/project`);
    const paths = sessionPaths(world.home, id);
    expect(await makeTree(who, name)).toMatchObject({ devices });
    expect(lstatSync(join(paths.home, "tree", "to-folder")).isSymbolicLink()).toBe(true);

    expect(await world.sessions.get(name)).toMatchObject({ state: "running" });
    const upload = await world.sessions.upload(name, { name: "../../to-file", bytes: Buffer.from("mine") });
    expect(upload).toMatch(/^\/workspace\/\.clauderon\/uploads\/to-file-[0-9a-f]{8}$/);
    expect((await world.inside(name, `cat ${upload}; stat -c %u ${upload}`)).output).toBe(`mine${owner.uid}\n`);
    const since = world.sessions.find(name).disk?.at;
    await expect.poll(() => world.sessions.find(name).disk?.at, { timeout: 30_000 }).not.toBe(since);
    expect(world.sessions.find(name).disk?.bytes).toBeLessThan(1024 ** 3);
    untouched();

    await world.sessions.stop(name);
    await world.sessions.start(name);
    await world.sessions.restart(name);
    await world.sessions.recreate(name);
    await world.sessions.stop(name);
    for await (const _ of world.sessions.logs(name, { signal: AbortSignal.timeout(20_000), follow: false }));
    untouched();

    expect((await world.sessions.deletePreview(name)).unsaved).toEqual([expect.stringContaining("cannot be read")]);
    await world.sessions.archive(name);
    await world.sessions.unarchive(name);
    await world.sessions.start(name);
    untouched();

    await world.sessions.delete(name, { force: true });
    untouched();
    await world.sessions.deletions.restore(name);
    untouched();
    await world.sessions.delete(name, { force: true });
    await world.sessions.deletions.purge(name);
    expect([paths.folder, paths.uploads, paths.run].filter((path) => existsSync(path))).toEqual([]);
    untouched();
    expect(outside.content().filter((line) => line.includes("canary "))).toHaveLength(3);
  });
});

test("the canary shows a read: what was not touched above was not read either", () => {
  execFileSync("cat", [outside.file]);
  expect(outside.marks()).not.toBe(outside.before);
});

describe("while a hostile program swaps folders for links as fast as it can", () => {
  /** Root in a container of its own, with the session's home: what no session can keep when the host removes it. */
  const swapping = `
    const fs = require("node:fs");
    const [outside, inner] = process.argv.slice(1);
    process.chdir("/workspace");
    for (let at = 0; at < 40; at++) try { fs.symlinkSync(outside, "link-" + at); } catch {}
    console.log("begun");
    for (;;) for (let at = 0; at < 40; at++) {
      try {
        fs.mkdirSync("swap-" + at + "/" + inner, { recursive: true });
        for (const name of ["one", "deeper"]) fs.writeFileSync("swap-" + at + "/" + name, "");
      } catch {}
      for (let turn = 0; turn < 3; turn++) {
        try { fs.renameSync("swap-" + at, "aside-" + at); } catch {}
        try { fs.symlinkSync(outside, "swap-" + at); } catch {}
        try { fs.unlinkSync("swap-" + at); } catch {}
        try { fs.renameSync("aside-" + at, "swap-" + at); } catch {}
      }
    }`;

  async function underFire(inner: string, attack: (paths: SessionPaths) => Promise<void>): Promise<void> {
    const base = join(world.home.root, `fire-${inner.replaceAll("/", "-")}`);
    const paths = { ...sessionPaths(world.home, "fire"), home: join(base, "home"), uploads: join(base, "uploads") };
    for (const path of [paths.home, paths.uploads]) mkdirSync(path, { recursive: true });
    const writer = spawn("docker", byHand(paths, "node", "-e", swapping, outside.folder, inner), { stdio: "pipe" });
    try {
      await new Promise((resolve) => writer.stdout.once("data", resolve));
      await attack(paths);
    } finally {
      const ids = execFileSync("docker", ["ps", "-q", "--filter", `volume=${paths.home}`], { encoding: "utf8" });
      for (const id of ids.split("\n").filter(Boolean)) execFileSync("docker", ["kill", id], { stdio: "ignore" });
      writer.kill();
    }
    untouched();
    await removeTree(base);
    expect(existsSync(base)).toBe(false);
    untouched();
  }

  it("removing its tree removes nothing of the host's", () =>
    underFire("deeper/two", async ({ home }) => {
      // It may fail, since there is always more.
      for (let turn = 0; turn < 2000; turn++) await removeTree(join(home, `swap-${turn % 40}`)).catch(() => {});
      expect(outside.marks()).toBe(outside.before);
    }));

  it("checking its folders before a start makes and gives away nothing of the host's", () =>
    underFire("x", async ({ home }) => {
      for (let turn = 0; turn < 2000; turn++) {
        await requireRealFolders(home, [`swap-${turn % 40}`, `made-${turn}`], owner).catch(() => {});
      }
      expect(outside.marks()).toBe(outside.before);
    }));

  it("measuring its disk reads nothing of the host's", () =>
    underFire("y", async ({ home }) => {
      for (let turn = 0; turn < 20; turn++) await folderBytes([home]);
    }));
});

test.each([
  ["a pipe", (path: string) => execFileSync("mkfifo", [path])],
  ["a device", (path: string) => execFileSync("mknod", [path, "c", "1", "5"])],
  ["a file", (path: string) => execFileSync("touch", [path])],
  ["a link", (path: string) => symlinkSync(outside.folder, path)],
])("%s where the uploads belong refuses the start at once, naming the path", async (_, put) => {
  const { id } = await world.create({ name: "placed", prompt: "sleep 600" });
  const place = join(sessionPaths(world.home, id).home, ".clauderon", "uploads");
  await world.sessions.stop("placed");
  execFileSync("rmdir", [place]);
  put(place);
  for (const action of ["start", "restart", "recreate"] as const) {
    await expect(world.sessions[action]("placed")).rejects.toMatchObject({
      code: "unsafe_path",
      message: expect.stringContaining(place),
    });
  }
  untouched();
  await world.sessions.delete("placed", { force: true });
  untouched();
});

test("a user who is not root removes the same tree, closed folders and all", () => {
  const program = `
    import { existsSync, mkdirSync, writeFileSync } from "node:fs";
    import { spawnSync } from "node:child_process";
    const { removeTree } = await import("/repo/src-main/core/sessions/removeTree.ts");
    mkdirSync("/tmp/a/tree", { recursive: true });
    const made = spawnSync("node", ["--input-type=module", "-", "/tmp/a/tree", "/etc"], { input: process.env.SCRIPT });
    if (made.status !== 0) throw new Error(String(made.stderr));
    spawnSync("sh", ["-c", "mkdir -p /tmp/a/x/y/z && touch /tmp/a/x/y/z/f && chmod 000 /tmp/a/x/y/z /tmp/a/x/y /tmp/a/x /tmp/a"]);
    await removeTree("/tmp/a");
    console.log(process.getuid(), existsSync("/tmp/a"));`;
  const repository = join(import.meta.dirname, "../..");
  const said = execFileSync(
    "docker",
    [
      ...["run", "--rm", "-i", "--label", `${testLabel}=1`, "--network", "none", "-u", "1000:1000", "-w", "/"],
      ...["-v", `${repository}:/repo:ro`, "-e", `SCRIPT=${script}`, "--entrypoint", "node", image],
      ...["--input-type=module", "-"],
    ],
    { input: program, encoding: "utf8" },
  );
  expect(said).toBe("1000 false\n");
});
