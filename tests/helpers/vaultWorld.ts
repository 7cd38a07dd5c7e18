import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../src-main/core/config/readConfig.ts";
import { takeEnvironmentSecrets } from "../../src-main/core/credentials/environment.ts";
import type { Keychain } from "../../src-main/core/credentials/keychain.ts";
import { KeychainKeeper } from "../../src-main/core/credentials/keychainKeeper.ts";
import { lastUseFile } from "../../src-main/core/credentials/lastUse.ts";
import { Vault, type VaultOptions } from "../../src-main/core/credentials/vault.ts";
import { type HomePaths, homePaths } from "../../src-main/core/home.ts";
import type { Fetch } from "../../src-main/core/hostFetch.ts";
import type { Log } from "../../src-main/core/lifecycle/log.ts";
import type { Credential } from "../../src-shared/model/credential.ts";

const noFetch: Fetch = () => Promise.reject(new Error("no network here"));

/** A user's home and Clauderon's, an environment, and the vaults that are opened over them. */
export class VaultWorld {
  readonly root = mkdtempSync(join(tmpdir(), "clauderon-vault-"));
  readonly env: NodeJS.ProcessEnv = { HOME: join(this.root, "user"), CLAUDERON_HOME: join(this.root, "home") };
  /** What the log was warned of. */
  readonly warnings: string[] = [];
  readonly #open: Vault[] = [];

  constructor() {
    mkdirSync(join(this.root, "user"));
  }

  get home(): HomePaths {
    return homePaths(this.env);
  }

  /** What a person chose, as the core's database would keep it. */
  inFiles = false;

  async open(
    toml = "",
    { keychain = null, ...change }: Partial<Omit<VaultOptions, "keychain">> & { keychain?: Keychain | null } = {},
  ): Promise<Vault> {
    const log: Log = { debug() {}, info() {}, error() {}, warn: (_, message) => void this.warnings.push(message) };
    const vault = await Vault.open({
      home: this.home,
      config: readConfig(toml),
      env: this.env,
      environmentSecrets: takeEnvironmentSecrets(this.env),
      keychain: new KeychainKeeper(keychain, {
        get: () => this.inFiles,
        set: (inFiles) => {
          this.inFiles = inFiles;
        },
      }),
      fetch: noFetch,
      lastUse: lastUseFile(join(this.home.cache, "credential-use.json")),
      log,
      ...change,
    });
    this.#open.push(vault);
    return vault;
  }

  /** Writes a value into secrets/ and gives back its path. */
  secretFile(id: string, value: string, mode = 0o600): string {
    const folder = this.home.secrets;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, id), `${value}\n`, { mode });
    chmodSync(join(folder, id), mode);
    return join(folder, id);
  }

  /** Writes Codex's auth.json on the "host"; null writes a login by API key. */
  codexLogin(tokens: Record<string, string> | null): string {
    const folder = join(this.root, "user", ".codex");
    mkdirSync(folder, { recursive: true });
    const path = join(folder, "auth.json");
    const login = tokens ? { note: "kept", tokens } : { OPENAI_API_KEY: "x" };
    writeFileSync(path, JSON.stringify(login), { mode: 0o600 });
    return path;
  }

  close(): void {
    for (const vault of this.#open) vault.close();
    rmSync(this.root, { recursive: true });
  }
}

export const about = (vault: Vault, id: string): Credential | undefined => vault.list().find((it) => it.id === id);

/** An unsigned login of Codex that ends at a second. */
export function jwt(exp: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part({ exp })}.s`;
}
