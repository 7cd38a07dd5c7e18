import type { Credential, CredentialEvent } from "../../../src-shared/model/credential.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { Config } from "../config/config.ts";
import type { HomePaths } from "../home.ts";
import type { Fetch } from "../hostFetch.ts";
import { Listeners } from "../lifecycle/listeners.ts";
import type { Log } from "../lifecycle/log.ts";
import { chatgptSecrets, parseChatgptLogin } from "./chatgptLogin.ts";
import { defineCredentials, findDefinition } from "./defineCredentials.ts";
import type { CredentialDefinition, SecretValue } from "./definition.ts";
import { describeCredential } from "./describeCredential.ts";
import { type EnvironmentSecrets, takeVariables } from "./environment.ts";
import { HealthBook } from "./healthBook.ts";
import type { KeychainKeeper } from "./keychainKeeper.ts";
import { LastUseBook, type LastUseStore } from "./lastUse.ts";
import { npmRegistry } from "./npmRegistry.ts";
import { healthOfStatus } from "./probeCredential.ts";
import { renewChatgpt } from "./renewChatgpt.ts";
import { type Resolved, resolveCredential } from "./resolve.ts";
import { Sources } from "./sources.ts";
import { kindProblem } from "./tokenKind.ts";

export interface VaultOptions {
  readonly home: HomePaths;
  readonly config: Config;
  /** Variables that config.toml names as sources are taken out of it. */
  readonly env: NodeJS.ProcessEnv;
  readonly environmentSecrets: EnvironmentSecrets;
  readonly keychain: KeychainKeeper;
  readonly fetch: Fetch;
  readonly lastUse: LastUseStore;
  readonly log: Log;
  readonly now?: () => Date;
}

const renewCheckMs = 60_000;
/** A rejected value is read again from its source, which may have a newer one, but not at every request. */
const rereadMs = 30_000;

/**
 * Holds the real values. Only `secrets` gives them out, for the proxy's thread and for the check of `--env`; everything
 * else tells names, health and last use.
 */
export class Vault {
  readonly #options: VaultOptions;
  readonly #now: () => Date;
  readonly #listeners: Listeners<{ values: boolean }>;
  readonly #lastUse: LastUseBook;
  readonly #rereadAt = new Map<string, number>();
  readonly #renewTimer: NodeJS.Timeout;
  #environmentSecrets: Map<string, string>;
  #sources: Sources;
  #fetch: Fetch;
  #config: Config;
  #definitions: readonly CredentialDefinition[] = [];
  #resolved = new Map<string, Resolved>();
  readonly #health: HealthBook;

  static async open(options: VaultOptions): Promise<Vault> {
    const vault = new Vault(options);
    await vault.reconfigure(options.config);
    return vault;
  }

  private constructor(options: VaultOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => new Date());
    this.#listeners = new Listeners(options.log, "A change of credentials could not be taken.");
    this.#health = new HealthBook(this.#now);
    this.#config = options.config;
    this.#fetch = options.fetch;
    this.#environmentSecrets = new Map(options.environmentSecrets);
    this.#sources = this.#newSources();
    this.#lastUse = new LastUseBook(options.lastUse, options.log);
    this.#renewTimer = setInterval(() => void this.#renewChatgpt(), renewCheckMs);
    this.#renewTimer.unref();
  }

  /** Takes a new config.toml and asks all sources again. `fetch` replaces the one from before. */
  async reconfigure(config: Config, fetch: Fetch = this.#fetch): Promise<void> {
    this.#fetch = fetch;
    this.#config = config;
    const named = config.credentials.flatMap(({ source }) => (source?.kind === "env" ? [source.name] : []));
    for (const [name, value] of takeVariables(this.#options.env, named)) this.#environmentSecrets.set(name, value);
    this.keychain.forgetFault();
    this.#sources = this.#newSources();
    const definitions = defineCredentials(config, null);
    const resolved = await Promise.all(definitions.map((it) => resolveCredential(it, this.#sources)));
    this.#resolved = new Map(definitions.map((it, index) => [it.id, resolved[index] as Resolved]));
    this.#health.forgetAll();
    await this.#defineAgain();
    await this.#renewChatgpt();
    for (const { id } of this.#definitions) this.#warn(id);
    this.#listeners.tell({ values: true });
  }

  /** Asks all sources again, as they are now. */
  askAgain(): Promise<void> {
    return this.reconfigure(this.#config);
  }

  get keychain(): KeychainKeeper {
    return this.#options.keychain;
  }

  /** From now on, and after a restart. Throws `bad_permissions` where files cannot be kept to their owner. */
  async keepIn(place: "keychain" | "files"): Promise<void> {
    if (place === "files") await this.#sources.tryFiles();
    this.keychain.keepInFiles(place === "files");
    await this.askAgain();
  }

  /** Every credential there is, without values. */
  definitions(): readonly CredentialDefinition[] {
    return this.#definitions;
  }

  isSet(id: string): boolean {
    return this.#resolved.get(id)?.value != null;
  }

  /** Why a credential has no value to put in, by id: for `buildPolicy` and so for the one who reads a refusal. */
  problems(): ReadonlyMap<string, string> {
    const problems = new Map<string, string>();
    for (const [id, { value, problem }] of this.#resolved) {
      if (!value) problems.set(id, `The credential ${id} cannot be used. ${problem ?? ""}`.trim());
    }
    return problems;
  }

  /** The real values of all usable credentials. */
  secrets(): Record<string, SecretValue> {
    const usable: Record<string, SecretValue> = {};
    for (const [id, { value }] of this.#resolved) if (value) usable[id] = value;
    return usable;
  }

  /** Every value that is known, also those that are not handed out: what must not come into a session by `--env`. */
  knownSecrets(): Record<string, SecretValue> {
    const known: Record<string, SecretValue> = Object.fromEntries(
      [...this.#environmentSecrets].map(([name, token]) => [name, { token }]),
    );
    for (const [id, { found }] of this.#resolved) {
      if (found) known[id] = id === "chatgpt" ? chatgptSecrets(found.text) : { token: found.text };
    }
    return known;
  }

  list(): Credential[] {
    return this.#definitions.map((definition) => this.#describe(definition));
  }

  /** Stores a value in the keychain or in `secrets/`, and uses it from now on unless another source comes first. */
  async set(id: string, text: string): Promise<Credential> {
    const definition = this.#definition(id);
    const value = text.trim();
    const problem = id === "chatgpt" ? chatgptTextProblem(value) : kindProblem(definition, value);
    if (problem) throw new AppError("credential_rejected", problem);
    await this.#sources.store(id, value);
    const stored = await this.#resolveAgain(definition);
    this.#health.note(id, "stored", `Stored; the value in use comes from ${stored.source ?? "nowhere"}`);
    return stored;
  }

  /** Removes what `set` stored. Other sources stay. */
  async remove(id: string): Promise<Credential> {
    const definition = this.#definition(id);
    await this.#sources.remove(id);
    const left = await this.#resolveAgain(definition);
    this.#health.note(id, "removed", left.source ? `Removed; ${left.source} has one too` : "Removed");
    return left;
  }

  /** Asks the service, or all services whose credential is set. */
  async test(id?: string): Promise<Credential[]> {
    const wanted = id === undefined ? this.#definitions.filter((it) => this.isSet(it.id)) : [this.#definition(id)];
    await Promise.all(
      wanted.map(async (definition) => {
        const value = this.#resolved.get(definition.id)?.value;
        if (value) await this.#health.test(definition, value, this.#fetch);
      }),
    );
    this.#listeners.tell({ values: false });
    return wanted.map((definition) => this.#describe(definition));
  }

  /** What happened since the core started, newest first. */
  log(id: string): CredentialEvent[] {
    return this.#health.events(this.#definition(id).id);
  }

  /** A request with this credential was answered. */
  noteUse(id: string, status: number, at: string): void {
    if (!this.#resolved.has(id)) return;
    this.#lastUse.note(id, at);
    const seen = healthOfStatus(status, id, null);
    const before = this.#health.seen(id)?.health;
    // A credential that works elsewhere lacks a permission here, which is the call's matter.
    if (seen === null || seen.health === before || (status === 403 && before === "healthy")) return;
    this.#health.saw(id, seen);
    this.#listeners.tell({ values: false });
    if (status === 401) void this.#reread(id);
  }

  /** Calls back after every change; `values` tells whether `secrets` or `definitions` may differ. */
  onChange(listener: (change: { values: boolean }) => void): () => void {
    return this.#listeners.add(listener);
  }

  close(): void {
    clearInterval(this.#renewTimer);
    this.#lastUse.close();
    this.#listeners.clear();
  }

  #newSources(): Sources {
    const { home, env, keychain } = this.#options;
    return new Sources({ home, env, keychain, environmentSecrets: this.#environmentSecrets });
  }

  #definition(id: string): CredentialDefinition {
    return findDefinition(this.#definitions, id);
  }

  #describe(definition: CredentialDefinition): Credential {
    const { id } = definition;
    return describeCredential(definition, {
      resolved: this.#resolved.get(id),
      observed: this.#health.seen(id),
      lastTest: this.#health.lastTest(id),
      lastUsedAt: this.#lastUse.of(id),
    });
  }

  async #resolveAgain(definition: CredentialDefinition): Promise<Credential> {
    this.#resolved.set(definition.id, await resolveCredential(definition, this.#sources));
    this.#health.forget(definition.id);
    if (definition.id === "npm") await this.#defineAgain();
    this.#warn(definition.id);
    this.#listeners.tell({ values: true });
    return this.#describe(this.#definition(definition.id));
  }

  /** npm is asked for its registry only where a token for it is set: that takes a process. */
  async #defineAgain(): Promise<void> {
    const ask = this.isSet("npm") ? undefined : async () => null;
    this.#definitions = defineCredentials(this.#config, await npmRegistry(this.#options.env, ask));
  }

  async #reread(id: string): Promise<void> {
    const now = this.#now().getTime();
    if (now - (this.#rereadAt.get(id) ?? 0) < rereadMs) return;
    this.#rereadAt.set(id, now);
    const before = this.#resolved.get(id)?.value?.token;
    const resolved = await resolveCredential(this.#definition(id), this.#sources);
    if (!resolved.value || resolved.value.token === before) return;
    this.#resolved.set(id, resolved);
    this.#health.forget(id);
    this.#health.note(id, "source_changed", "Its source had another value, which is used from now on");
    this.#listeners.tell({ values: true });
  }

  /** Renews the ChatGPT login on the host in time, since Codex inside must never do it. */
  async #renewChatgpt(): Promise<void> {
    const before = this.#resolved.get("chatgpt");
    if (!before?.value || !before.found?.replace) return;
    const definition = this.#definition("chatgpt");
    const outcome = await renewChatgpt(before.value, () => resolveCredential(definition, this.#sources), {
      fetch: this.#fetch,
      now: this.#now(),
    });
    if (outcome === "unchanged") return;
    if (outcome === "changed") {
      await this.#resolveAgain(definition);
      this.#health.note("chatgpt", "renewed", "Renewed on this machine, for all sessions at once");
    } else if (this.#health.seen("chatgpt")?.problem !== outcome.problem) {
      this.#health.ends("chatgpt", outcome.problem);
      this.#options.log.warn({ credential: "chatgpt" }, `Credential chatgpt: ${outcome.problem}`);
      this.#listeners.tell({ values: false });
    }
  }

  #warn(id: string): void {
    const resolved = this.#resolved.get(id);
    if (resolved?.health !== "wrong_kind" && resolved?.health !== "unreadable") return;
    this.#options.log.warn({ credential: id }, `Credential ${id}: ${resolved.problem}`);
  }
}

function chatgptTextProblem(text: string): string | null {
  return parseChatgptLogin(text) ? null : "This is no ChatGPT login: give the content of Codex's auth.json.";
}
