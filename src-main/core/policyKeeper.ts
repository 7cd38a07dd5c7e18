import type { Setting } from "../../src-shared/contract/system.ts";
import type { CatalogueEntry, PolicyRule, Preset } from "../../src-shared/model/policy.ts";
import { buildPolicy } from "./config/buildPolicy.ts";
import type { Config } from "./config/config.ts";
import { effectiveSettings } from "./config/effectiveSettings.ts";
import { readConfigText } from "./config/loadConfig.ts";
import { readConfig } from "./config/readConfig.ts";
import { rulesToml } from "./config/rulesToml.ts";
import { type ConfigWatch, watchConfig } from "./config/watchConfig.ts";
import { defineCredentials } from "./credentials/defineCredentials.ts";
import type { Vault } from "./credentials/vault.ts";
import { type Fetch, hostFetch, type WayOut } from "./hostFetch.ts";
import type { Log } from "./lifecycle/log.ts";
import type { Policy } from "./policy.ts";
import { catalogue, entryAction } from "./proxy/catalogue/catalogue.ts";

export interface PolicyKeeperOptions {
  readonly configPath: string;
  /** As read at start, when a mistake in it ended the program. */
  readonly config: Config;
  readonly vault: Vault;
  /** How the host itself gets out, beside config.toml. */
  readonly wayOut: Omit<WayOut, "upstreams">;
  /** Rules that approvals made, as of now. */
  readonly grants: () => readonly PolicyRule[];
  readonly log: Log;
  /** Hears of every new policy, and of secrets that changed with it. */
  readonly onPolicy: (policy: Policy) => void;
}

/** Follows config.toml and the vault, and holds the policy that is in force. */
export class PolicyKeeper {
  readonly #options: PolicyKeeperOptions;
  readonly #watch: ConfigWatch;
  #config: Config;
  #policy: Policy;
  #problem: string | null = null;

  constructor(options: PolicyKeeperOptions) {
    this.#options = options;
    this.#config = options.config;
    this.#policy = this.#build(options.config);
    options.vault.onChange(({ values }) => {
      if (values) this.#replace(this.#build(this.#config));
    });
    this.#watch = watchConfig(options.configPath, {
      onChange: (config) => this.#take(config),
      onProblem: (problem) => {
        this.#problem = problem;
        if (problem)
          options.log.error({ problem }, `config.toml was not taken, the rules before stay in force: ${problem}`);
        else options.log.info({}, "config.toml is in force");
      },
    });
  }

  get policy(): Policy {
    return this.#policy;
  }

  get config(): Config {
    return this.#config;
  }

  /** Requests of the host's own, as config.toml sends them now. */
  get fetch(): Fetch {
    return hostFetch({ ...this.#options.wayOut, upstreams: this.#config.upstreams });
  }

  /** Why config.toml as it is was not taken; null when it is in force. */
  get problem(): string | null {
    return this.#problem;
  }

  /** The user's rules as data and as TOML, the preset, and the built-in catalogue. */
  list(): { rules: PolicyRule[]; toml: string; preset: Preset; catalogue: CatalogueEntry[] } {
    const { rules, preset } = this.#policy;
    const entries = catalogue.map((entry) => ({ ...entry, action: entryAction(entry.id, this.#policy) }));
    return { rules, toml: rulesToml(rules), preset, catalogue: entries };
  }

  /** Values of config.toml, with their lines while the file is what is in force. */
  settings(): Setting[] {
    const text = this.#problem === null ? readConfigText(this.#options.configPath) : null;
    return effectiveSettings(this.#config, text);
  }

  /** The policy that another config.toml or preset would give. Throws `bad_config`. */
  preview(change: { readonly config?: string | undefined; readonly preset?: Preset | undefined }): Policy {
    const policy = change.config === undefined ? this.#policy : this.#build(readConfig(change.config), true);
    return change.preset === undefined ? policy : { ...policy, preset: change.preset };
  }

  /** A grant was made or revoked. */
  grantsChanged(): void {
    this.#replace(this.#build(this.#config));
  }

  reload(): void {
    this.#watch.reload();
  }

  close(): void {
    this.#watch.close();
  }

  /** Throws, and so keeps the old rules, when the new ones do not make a policy. */
  #take(config: Config): void {
    const policy = this.#build(config);
    this.#config = config;
    this.#replace(policy);
    const { vault, log } = this.#options;
    vault.reconfigure(config, this.fetch).catch((error: unknown) => {
      log.error({ err: error }, "The credentials of config.toml could not be read again.");
    });
  }

  /** `other`: for a configuration whose credentials the vault does not hold. */
  #build(config: Config, other = false): Policy {
    const { vault, grants } = this.#options;
    const definitions = vault.definitions();
    if (!other) return buildPolicy(config, definitions, grants(), vault.problems());
    const npm = definitions.find(({ id }) => id === "npm")?.injections[0];
    const own = defineCredentials(config, npm ? { host: npm.host, port: npm.port } : null);
    return buildPolicy(config, own, grants(), vault.problems());
  }

  #replace(policy: Policy): void {
    this.#policy = policy;
    this.#options.onPolicy(policy);
  }
}
