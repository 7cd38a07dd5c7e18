/** The kinds of attack; each is a row of the table that the suite prints. */
export const attackClasses = [
  "access",
  "destination",
  "agreement",
  "smuggling",
  "placeholder",
  "foreign key",
  "path tricks",
  "minting",
  "access mode",
  "answers",
  "bypass",
] as const;
export type AttackClass = (typeof attackClasses)[number];

/**
 * How the bytes travel. Texts are templates: `{auth}` is the session's right Proxy-Authorization line, `{github}` the
 * placeholder of the credential github, `{basic:github}` the same as git sends it, `{port:web}` a port of this machine.
 */
export type Attack =
  /** Bytes as they are, to the proxy's port. */
  | { readonly kind: "raw"; readonly text: string }
  /** Bytes inside a tunnel to `to`; TLS with that server name unless `sni` says otherwise, `plain` for none. */
  | {
      readonly kind: "tunnel";
      readonly to: string;
      readonly sni?: string;
      readonly plain?: true;
      readonly text: string;
      /** The session that asks; `main` may write. */
      readonly session?: SessionName;
    }
  /** A request that is in order; what comes back is the attack. */
  | { readonly kind: "answer"; readonly answer: Answer };

export type SessionName = "main" | "reader" | "proposer";

/** An answer that tries to carry the injected value into the container. */
export interface Answer {
  /** How the value is written. */
  readonly form: SecretForm;
  readonly place: "body" | "header" | "trailer" | "status" | "event";
  /** Size of the pieces in which the body is sent, bytes; absent: in one. */
  readonly pieces?: number;
  readonly coding?: "gzip" | "br" | "zstd" | "deflate" | "gzip, br";
  readonly status?: number;
}

export const secretForms = [
  "raw",
  "base64",
  "base64 one off",
  "base64 two off",
  "base64url",
  "percent-encoded",
  "percent-encoded lower case",
  "JSON-escaped",
  "hex",
  "hex upper case",
  "reversed hex",
  "whole header",
  "base64 in lines",
  "base64 in lines of JSON",
  "base64 in lines of JSON that end in n",
  "base64 of base64",
  "UTF-16",
] as const;
export type SecretForm = (typeof secretForms)[number];

export interface AttackCase {
  readonly class: AttackClass;
  /** What is tried, as a sentence. */
  readonly title: string;
  /** Where it was reported of another product. */
  readonly seen?: string;
  readonly attack: Attack;
  /**
   * `refused`: nothing may reach any server. `defused`: the request may go on, without what made it dangerous.
   * Either way no secret may be anywhere but in its own header at its own host.
   */
  readonly outcome: "refused" | "defused";
}

/** Everyday traffic: what it needs is that it works. */
export interface BenignCase {
  readonly title: string;
  readonly method: string;
  readonly url: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
  readonly session?: SessionName;
  /** The credential that has to arrive in place of its placeholder. */
  readonly credential?: string;
}
