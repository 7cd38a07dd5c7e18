import { rm } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";
import { codexAuthPath } from "./chatgptLogin.ts";
import { runCommandSource } from "./commandSource.ts";
import type { ConfiguredSource, CredentialDefinition } from "./definition.ts";
import { type EnvironmentSecrets, unusedVariables } from "./environment.ts";
import type { KeychainKeeper } from "./keychainKeeper.ts";
import { readPrivateFile, writePrivateFile } from "./privateFile.ts";

/** A value as a source gave it, and how the source is called. */
export interface Found {
  readonly text: string;
  readonly source: string;
  /** Puts a renewed value where this one came from; null where that is not ours to do. */
  readonly replace: ((text: string) => Promise<void>) | null;
}

export interface SourceOptions {
  readonly home: HomePaths;
  readonly env: NodeJS.ProcessEnv;
  readonly environmentSecrets: EnvironmentSecrets;
  readonly keychain: KeychainKeeper;
}

/** The places where values lie, in the order in which they are asked: the first that has one wins. */
export class Sources {
  readonly #options: SourceOptions;

  constructor(options: SourceOptions) {
    this.#options = options;
  }

  /** Throws when a place has a value that cannot be read: a later one must not stand in for it unnoticed. */
  async find(definition: CredentialDefinition): Promise<Found | null> {
    return (
      this.#environment(definition) ??
      (definition.source && (await this.#configured(definition.source))) ??
      (await this.#stored(definition.id)) ??
      (definition.id === "chatgpt" ? await privateFile(codexAuthPath(this.#options.env)) : null)
    );
  }

  /** Stores a value in the keychain, or in `secrets/` where there is none or files were chosen. */
  async store(id: string, text: string): Promise<void> {
    if (await this.#options.keychain.set(id, text)) await rm(this.#secretPath(id), { force: true });
    else await writePrivateFile(this.#secretPath(id), text);
  }

  async remove(id: string): Promise<void> {
    await this.#options.keychain.remove(id);
    await rm(this.#secretPath(id), { force: true });
  }

  /** Shows that files can be kept to their owner where secrets lie, before anything is trusted to that. */
  async tryFiles(): Promise<void> {
    const path = this.#secretPath(".try");
    await writePrivateFile(path, "");
    await rm(path, { force: true });
  }

  #environment({ hostVariables }: CredentialDefinition): Found | null {
    for (const name of hostVariables) {
      const text = this.#options.environmentSecrets.get(name);
      if (text) return { text, source: `environment ${name}`, replace: null };
    }
    return null;
  }

  /** A variable that holds a secret of the wrong kind for this credential; null when none is set. */
  unused(id: string): string | null {
    const { environmentSecrets } = this.#options;
    return id === "anthropic" ? (unusedVariables.find((name) => environmentSecrets.has(name)) ?? null) : null;
  }

  async #configured(source: ConfiguredSource): Promise<Found> {
    switch (source.kind) {
      case "env": {
        const text = this.#options.environmentSecrets.get(source.name);
        return found(text, `environment ${source.name}`, `The variable ${source.name} is not set.`);
      }
      case "file": {
        const path = expandHome(source.path, this.#options.env);
        const file = await privateFile(path);
        return file ?? found(undefined, "", `The file ${path} does not exist.`);
      }
      case "keychain": {
        const text = await this.#options.keychain.named(source.name);
        return found(text, `keychain ${source.name}`, `The keychain has no entry ${source.name}, or cannot be used.`);
      }
      case "command": {
        const text = await runCommandSource(source.command, this.#options.env);
        const program = source.command[0] ?? "";
        return found(text, `command ${program}`, `The command ${program} printed nothing.`);
      }
    }
  }

  /** What `store` put away. A file is newer than what a locked keychain may have: storing there removes the file. */
  async #stored(id: string): Promise<Found | null> {
    let locked: unknown = null;
    const value = await this.#options.keychain.get(id).catch((error: unknown) => {
      locked = error;
      return null;
    });
    if (value) return { text: value, source: "keychain", replace: (text) => this.store(id, text) };
    const file = await this.#secretFile(id);
    if (file === null && locked !== null) throw locked;
    return file;
  }

  async #secretFile(id: string): Promise<Found | null> {
    const text = await readPrivateFile(this.#secretPath(id), { followLinks: false });
    if (!text?.trim()) return null;
    return { text: text.trim(), source: `secrets/${id}`, replace: (next) => this.store(id, next) };
  }

  #secretPath(id: string): string {
    return join(this.#options.home.secrets, id);
  }
}

async function privateFile(path: string): Promise<Found | null> {
  const text = await readPrivateFile(path, { followLinks: true });
  if (!text?.trim()) return null;
  return { text: text.trim(), source: `file ${path}`, replace: (next) => writePrivateFile(path, next) };
}

function found(text: string | null | undefined, source: string, otherwise: string): Found {
  if (text?.trim()) return { text: text.trim(), source, replace: null };
  throw new AppError("no_credential", otherwise);
}

function expandHome(path: string, env: NodeJS.ProcessEnv): string {
  const expanded = path.startsWith("~/") ? join(env.HOME ?? homedir(), path.slice(2)) : path;
  if (isAbsolute(expanded)) return expanded;
  throw new AppError("bad_config", `The credential file ${path} is not an absolute path.`);
}
