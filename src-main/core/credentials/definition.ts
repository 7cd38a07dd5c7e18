import type { Injection } from "../policy.ts";

/** Where config.toml says that a value comes from. */
export type ConfiguredSource =
  | { readonly kind: "env"; readonly name: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "keychain"; readonly name: string }
  | { readonly kind: "command"; readonly command: readonly string[] };

/** A cheap request that tells whether a service accepts a credential, without changing anything there. */
export interface Probe {
  readonly url: string;
  /** Header name and template, as in an injection. */
  readonly header: readonly [name: string, template: string];
  readonly extraHeaders?: Readonly<Record<string, string>>;
}

/** A credential as the program knows it: all but its value. */
export interface CredentialDefinition {
  readonly id: string;
  readonly builtIn: boolean;
  /** Variables of the host process that carry the real value, first hit wins. */
  readonly hostVariables: readonly string[];
  /** Variables inside a session that carry the placeholder. */
  readonly containerVariables: readonly string[];
  readonly placeholder: string;
  /** Further placeholders that must never leave for any host. */
  readonly otherPlaceholders: readonly string[];
  readonly injections: readonly Injection[];
  readonly probe: Probe | null;
  readonly source: ConfiguredSource | null;
}

/** Fields of one credential's value: "token", for ChatGPT also "account_id". */
export type SecretValue = Readonly<Record<string, string>>;
