import { rmSync } from "node:fs";
import { join } from "node:path";
import type { ImageEvent } from "../../../src-shared/contract/system.ts";
import type { Engine, ImageInfo } from "../engine/engine.ts";
import type { HomePaths } from "../home.ts";
import type { Log } from "../lifecycle/log.ts";
import { defaultBase, obtainBase } from "./baseImage.ts";
import { prepareContext } from "./buildContext.ts";
import { BuildLog, buildFailure } from "./buildLog.ts";
import { assetsFolder, type Recipes, readRecipes } from "./recipe.ts";

export interface ImagesOptions {
  readonly engine: Engine;
  readonly home: HomePaths;
  readonly log: Log;
  /** `[image]` of config.toml. */
  readonly config: { readonly base: string | null };
  /** Where the recipes lie; absent: where the program was installed. */
  readonly assets?: string;
}

/** Tags of the two images that a session needs. */
export interface ImageTags {
  readonly agent: string;
  readonly relay: string;
}

export interface ImagesStatus {
  readonly tags: ImageTags;
  /** Null where the engine has no image of the present recipe. */
  readonly agent: ImageInfo | null;
  readonly relay: ImageInfo | null;
}

export interface Images {
  /** Builds what is missing or out of date, and returns the tags. Calls at the same time share one build. */
  ensure(onEvent?: (event: ImageEvent) => void): Promise<ImageTags>;
  /** The same for `clauderon image build`: with a base, from that base. */
  build(options: { readonly base?: string | undefined }, onEvent: (event: ImageEvent) => void): Promise<ImageTags>;
  status(): Promise<ImagesStatus>;
}

const baseLabel = "com.clauderon.image.base";

export function createImages(options: ImagesOptions): Images {
  const { engine, home } = options;
  const recipes = readRecipes(options.assets ?? assetsFolder(), process.arch);
  const tags: ImageTags = { agent: recipes.agent.tag, relay: recipes.relay.tag };
  let running: { readonly done: Promise<ImageTags>; readonly listeners: Set<(event: ImageEvent) => void> } | null =
    null;

  const status = async (): Promise<ImagesStatus> => {
    const [agent, relay] = await Promise.all([engine.image(tags.agent), engine.image(tags.relay)]);
    return { tags, agent, relay };
  };

  const makeMissing = async (chosen: string | null, onEvent: (event: ImageEvent) => void): Promise<ImageTags> => {
    const have = await status();
    const agentIsCurrent = have.agent !== null && (chosen === null || have.agent.labels[baseLabel] === chosen);
    if (agentIsCurrent && have.relay !== null) {
      onEvent({ type: "done", image: tags.agent, imageId: have.agent.id, relayImage: tags.relay });
      return tags;
    }
    const log = new BuildLog(join(home.logs, "image-build.log"), onEvent);
    try {
      const agentId = agentIsCurrent ? have.agent.id : await buildAgent(options, recipes, chosen, log);
      if (have.relay === null) await buildRelay(engine, recipes, log);
      options.log.info({ image: tags.agent, relay: tags.relay }, "Images are built");
      onEvent({ type: "done", image: tags.agent, imageId: agentId, relayImage: tags.relay });
      return tags;
    } catch (error) {
      throw buildFailure(error, log);
    } finally {
      log.close();
    }
  };

  const share = (chosen: string | null, onEvent: (event: ImageEvent) => void): Promise<ImageTags> => {
    if (running === null) {
      const listeners = new Set<(event: ImageEvent) => void>();
      const done = makeMissing(chosen, (event) => listeners.forEach((listener) => void listener(event))).finally(() => {
        running = null;
      });
      running = { done, listeners };
    }
    running.listeners.add(onEvent);
    return running.done;
  };

  return {
    ensure: (onEvent = () => {}) => share(options.config.base, onEvent),
    async build({ base }, onEvent) {
      // Another choice than the build under way has to wait for its end.
      if (running !== null && base !== undefined) await running.done.catch(() => {});
      return share(base ?? options.config.base, onEvent);
    },
    status,
  };
}

async function buildAgent(
  { engine, home }: ImagesOptions,
  { agent }: Recipes,
  chosen: string | null,
  log: BuildLog,
): Promise<string> {
  const { cache } = home;
  log.step({ step: "downloading the agents' programs", fraction: null });
  // Both wait for a network most of the time. A failure waits for the other, so that nothing runs on behind its back.
  const downloads = await Promise.allSettled([
    prepareContext(agent, cache, log.line),
    obtainBase({ engine, cache, chosen, onStep: log.step, onLine: log.line }),
  ]);
  const [context, base] = downloads.map((download) => {
    if (download.status === "rejected") throw download.reason;
    return download.value;
  }) as [string, string];
  log.step({ step: `building ${agent.tag}`, fraction: null });
  const labels = { "com.clauderon.image": "agent", [baseLabel]: chosen ?? defaultBase };
  const id = await engine.buildImage(context, { tag: agent.tag, labels, buildArgs: { BASE: base } }, log.buildLine);
  // A gigabyte that only a failed build would need again.
  rmSync(context, { recursive: true, force: true });
  return id;
}

async function buildRelay(engine: Engine, { agent, relay }: Recipes, log: BuildLog): Promise<void> {
  log.step({ step: `building ${relay.tag}`, fraction: null });
  const labels = { "com.clauderon.image": "relay" };
  await engine.buildImage(relay.folder, { tag: relay.tag, labels, buildArgs: { SOURCE: agent.tag } }, log.buildLine);
}
