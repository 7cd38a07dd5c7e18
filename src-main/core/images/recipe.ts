import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { AppError } from "../../../src-shared/rpc/errors.ts";

/** Names of the kinds of processors in npm's and Debian's languages. */
const processors: Readonly<Record<string, { readonly npm: string; readonly rust: string }>> = {
  x64: { npm: "x64", rust: "x86_64-unknown-linux-musl" },
  arm64: { npm: "arm64", rust: "aarch64-unknown-linux-musl" },
};

/** What an image is made of. Its tag names its content: the image is built again exactly when the recipe changed. */
export interface Recipe {
  /** "name:twelve hex digits". */
  readonly tag: string;
  /** Folder that holds the Dockerfile. */
  readonly folder: string;
}

export interface Recipes {
  readonly agent: Recipe & { readonly npmArchitecture: string; readonly rustTarget: string };
  readonly relay: Recipe;
}

/** Reads both recipes. `assets` is the folder of that name; `architecture` is Node's `process.arch`. */
export function readRecipes(assets: string, architecture: string): Recipes {
  const processor = processors[architecture];
  if (processor === undefined) {
    throw new AppError(
      "engine_unsupported",
      `There is no agent image for processors of kind ${architecture}.`,
      "Use a machine with an x64 or arm64 processor.",
    );
  }
  const agent = join(assets, "agent-image");
  const relay = join(assets, "relay-image");
  const agentFiles = ["Dockerfile", "agents/package.json", "agents/package-lock.json"].map((name) => join(agent, name));
  const relayFiles = ["Dockerfile", "probe.pl"].map((name) => join(relay, name));
  return {
    agent: {
      tag: `clauderon-agent:${contentHash(agentFiles, architecture)}`,
      folder: agent,
      npmArchitecture: processor.npm,
      rustTarget: processor.rust,
    },
    relay: { tag: `clauderon-relay:${contentHash(relayFiles, architecture)}`, folder: relay },
  };
}

function contentHash(files: readonly string[], architecture: string): string {
  const hash = createHash("sha256").update(architecture);
  for (const file of files) {
    const content = readFileSync(file);
    hash.update(`\0${content.length}\0`).update(content);
  }
  return hash.digest("hex").slice(0, 12);
}

/** The `assets` folder: beside the sources, beside the built output, or beside the packed app's resources. */
export function assetsFolder(from: string = import.meta.dirname): string {
  const candidate = join(from, "assets");
  if (existsSync(join(candidate, "agent-image", "Dockerfile"))) return candidate;
  const parent = dirname(from);
  if (parent !== from) return assetsFolder(parent);
  throw new AppError("internal", "The recipe of the agent image is not where the program was installed.");
}
