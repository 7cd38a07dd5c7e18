import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Engine, ImageInfo } from "../../../src-main/core/engine/engine.ts";
import { type HomePaths, homePaths } from "../../../src-main/core/home.ts";
import { createImages, type Images } from "../../../src-main/core/images/agentImage.ts";
import { assetsFolder, readRecipes } from "../../../src-main/core/images/recipe.ts";
import { silentLog } from "../../../src-main/core/lifecycle/log.ts";
import type { ImageEvent } from "../../../src-shared/contract/system.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";

const { agent, relay } = readRecipes(assetsFolder(), process.arch);
let home: HomePaths;
let engine: RecordingEngine;

/** Knows the images it was given and built; remembers each build. */
class RecordingEngine {
  readonly images = new Map<string, ImageInfo>();
  readonly builds: { readonly tag: string; readonly args: Readonly<Record<string, string>> }[] = [];
  readonly pulls: string[] = [];
  failure: Error | null = null;

  add(tag: string, labels: Record<string, string> = {}): void {
    this.images.set(tag, { id: `sha256:${tag}`, tags: [tag], labels, env: [], sizeBytes: 1 });
  }

  readonly port: Pick<Engine, "image" | "pullImage" | "buildImage"> = {
    image: async (reference) => this.images.get(reference) ?? null,
    pullImage: async (reference) => {
      this.pulls.push(reference);
      throw new AppError("engine_failed", "no such host");
    },
    buildImage: async (_folder, { tag, labels, buildArgs = {} }, onLog) => {
      this.builds.push({ tag, args: buildArgs });
      onLog("Step 1/2 : FROM base");
      onLog("Step 2/2 : RUN make things");
      if (this.failure) {
        onLog("make: *** No rule to make target 'things'");
        throw this.failure;
      }
      this.add(tag, { ...labels });
      return `sha256:${tag}`;
    },
  };
}

beforeEach(() => {
  home = homePaths({ CLAUDERON_HOME: mkdtempSync(join(tmpdir(), "clauderon-images-")) });
  // As a failed build leaves it behind: nothing is downloaded.
  mkdirSync(contextFolder(), { recursive: true });
  engine = new RecordingEngine();
  engine.add("debian:bookworm-slim");
});
afterEach(() => rmSync(home.root, { recursive: true }));

const contextFolder = (): string => join(home.cache, agent.tag.replace(":", "-"));

function images(base: string | null = null): Images {
  return createImages({ engine: engine.port as Engine, home, log: silentLog, config: { base } });
}

test("missing images are built, told step by step, and nothing of the download stays", async () => {
  const events: ImageEvent[] = [];
  const tags = await images().ensure((event) => events.push(event));
  expect(tags).toEqual({ agent: agent.tag, relay: relay.tag });
  expect(engine.builds).toEqual([
    { tag: agent.tag, args: { BASE: "debian:bookworm-slim" } },
    { tag: relay.tag, args: { SOURCE: agent.tag } },
  ]);
  expect(events).toContainEqual({ type: "progress", step: `building ${agent.tag}`, fraction: 0.5 });
  expect(events.at(-1)).toMatchObject({ type: "done", image: agent.tag, relayImage: relay.tag });
  expect(existsSync(contextFolder())).toBe(false);
});

test("images of the present recipe are used as they are", async () => {
  engine.add(agent.tag, { "com.clauderon.image.base": "anything" });
  engine.add(relay.tag);
  await images().ensure();
  expect(engine.builds).toEqual([]);
});

test("a chosen base that the image was not built from means a new build", async () => {
  engine.add(agent.tag, { "com.clauderon.image.base": "debian:bookworm-slim" });
  engine.add(relay.tag);
  engine.add("our-base:1");
  await images("our-base:1").ensure();
  expect(engine.builds).toEqual([{ tag: agent.tag, args: { BASE: "our-base:1" } }]);
  await images("our-base:1").ensure();
  expect(engine.builds).toHaveLength(1);
});

test("sessions that start together share one build", async () => {
  const shared = images();
  await Promise.all([shared.ensure(), shared.ensure(), shared.build({}, () => {})]);
  expect(engine.builds).toHaveLength(2);
});

test("a chosen base that cannot be had is named with what to do", async () => {
  await expect(images("our-base:2").ensure()).rejects.toMatchObject({
    code: "image_build_failed",
    message: expect.stringContaining("our-base:2"),
    hint: expect.stringContaining("[image] base"),
  });
  expect(engine.pulls).toEqual(["our-base:2"]);
});

test("a failed build shows its step and last lines, keeps the whole log, and the next try downloads nothing", async () => {
  engine.failure = new AppError("engine_failed", "The command '/bin/sh -c make things' returned a non-zero code: 2");
  const failure = await images()
    .ensure()
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "image_build_failed" });
  expect((failure as AppError).message).toContain(`while building ${agent.tag}`);
  expect((failure as AppError).message).toContain("No rule to make target");
  const log = join(home.logs, "image-build.log");
  expect((failure as AppError).hint).toContain(log);
  expect(readFileSync(log, "utf8")).toContain("Step 1/2");
  expect(existsSync(contextFolder())).toBe(true);
});

test("a full disk is called that", async () => {
  engine.failure = new Error("write /usr/bin/x: no space left on device");
  await expect(images().ensure()).rejects.toMatchObject({ code: "disk_full" });
});
