import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { BuildProgress, Engine } from "../engine/engine.ts";
import { debootstrapBase, debootstrapProblem } from "./debootstrap.ts";

export const defaultBase = "debian:bookworm-slim";

/** A pull that shows no sign of life for so long has no registry at the other end. */
const pullSilenceMs = 20_000;

export interface BaseOptions {
  readonly engine: Engine;
  readonly cache: string;
  /** The user's choice, or null for Debian. */
  readonly chosen: string | null;
  readonly onStep: (progress: BuildProgress) => void;
  readonly onLine: (line: string) => void;
}

/** A base image that the engine has: the chosen one; else Debian's, pulled; else one made with debootstrap. */
export async function obtainBase(options: BaseOptions): Promise<string> {
  const { engine, chosen, onStep, onLine } = options;
  const reference = chosen ?? defaultBase;
  if (await engine.image(reference)) return reference;
  onStep({ step: `pulling ${reference}`, fraction: null });
  try {
    await pull(options, reference);
    return reference;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (chosen !== null) {
      throw new AppError(
        "image_build_failed",
        `The base image ${chosen} is not on this engine and cannot be pulled: ${reason}`,
        "Correct `[image] base` in config.toml, or load the image into the engine first.",
        { cause: error },
      );
    }
    onLine(`${reference} cannot be pulled: ${reason}`);
    return makeBase(options, reference);
  }
}

async function makeBase({ engine, cache, onStep, onLine }: BaseOptions, reference: string): Promise<string> {
  const problem = debootstrapProblem();
  if (problem !== null) {
    throw new AppError(
      "image_build_failed",
      `No base image: ${reference} cannot be pulled, and ${problem}.`,
      "Give the engine access to a registry, or name an image it has: `clauderon image build --base IMAGE`.",
    );
  }
  onStep({ step: "making a base image with debootstrap", fraction: null });
  return debootstrapBase(engine, cache, onLine);
}

/** The engine's pull cannot be told to give up, so that a silent one is left behind. */
function pull({ engine, onStep }: BaseOptions, reference: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new Error(`no answer for ${pullSilenceMs / 1000} seconds`));
    let timer = setTimeout(giveUp, pullSilenceMs);
    engine
      .pullImage(reference, (progress) => {
        clearTimeout(timer);
        timer = setTimeout(giveUp, pullSilenceMs);
        onStep({ step: `pulling ${reference}`, fraction: progress.fraction });
      })
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
