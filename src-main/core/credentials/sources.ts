import { rm } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";
import { codexAuthPath } from "./chatgptLogin.ts";
import { runCommandSource } from "./commandSource.ts";
import type { ConfiguredSource, CredentialDefinition } from "./definition.ts";
import { type EnvironmentSecrets, unusedVariables } from "./environment.ts";
import type { Keychain } from "./keychain.ts";
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
  readonly keychain: Keychain | null;
}

/** The places where values lie, in the order in which they are asked: the first that has one wins. */
export class Sources {
  readonly #options: SourceOptions;
  #keychainWorks: boolean;

  constructor(options: SourceOptions) {
    this.#options = options;
    this.#keychainWorks = options.keychain !== null;
  }

  /** Throws when a place has a value that cannot be read: a later one must not stand in for it unnoticed. */
  async find(definition: CredentialDefinition): Promise<Found | null> {
    return (
      this.#environment(definition) ??
      (definition.source && (await this.#configured(definition.source))) ??
      (await this.#keychain(definition.id)) ??
      (await this.#secretFile(definition.id)) ??
      (definition.id === "chatgpt" ? await privateFile(codexAuthPath(this.#options.env)) : null)
    );
  }

  /** Stores a value in the keychain, or in `secrets/` where none works. */
  async store(id: string, text: string): Promise<void> {
    if (this.#keychainWorks && (await this.#tryKeychain((keychain) => keychain.set(id, text))) !== null) {
      await rm(this.#secretPath(id), { force: true });
    } else {
      await writePrivateFile(this.#secretPath(id), text);
    }
  }

  async remove(id: string): Promise<void> {
    if (this.#keychainWorks) await this.#tryKeychain((keychain) => keychain.remove(id));
    await rm(this.#secretPath(id), { force: true });
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
        const text = await this.#options.keychain?.get(source.name).catch(() => null);
        return found(text, `keychain ${source.name}`, `The keychain has no entry ${source.name}, or cannot be used.`);
      }
      case "command": {
        const text = await runCommandSource(source.command, this.#options.env);
        const program = source.command[0] ?? "";
        return found(text, `command ${program}`, `The command ${program} printed nothing.`);
      }
    }
  }

  async #keychain(id: string): Promise<Found | null> {
    if (!this.#keychainWorks) return null;
    const answer = await this.#tryKeychain((keychain) => keychain.get(id));
    if (!answer?.value) return null;
    return { text: answer.value, source: "keychain", replace: (text) => this.store(id, text) };
  }

  /** One failure (no keychain service, locked, no answer) is enough: the others would fail alike, and slowly. */
  async #tryKeychain<T>(call: (keychain: Keychain) => Promise<T>): Promise<{ value: T } | null> {
    if (!this.#options.keychain) return null;
    try {
      return { value: await call(this.#options.keychain) };
    } catch {
      this.#keychainWorks = false;
      return null;
    }
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
