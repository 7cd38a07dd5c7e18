import type { Agent } from "../../../src-shared/model/session.ts";
import { inside } from "./containerPaths.ts";
import { type GitIdentity, gitVariables } from "./gitVariables.ts";

export interface VariablesInput {
  readonly agent: Agent;
  /** With the session's credentials, as seen from inside. */
  readonly proxyUrl: string;
  /** CA bundle inside: the image's roots and ours, or ours alone for a container started by hand. */
  readonly caFile: string;
  readonly placeholders: Readonly<Record<string, string>>;
  /** `--env`, which wins over everything but what keeps the promises. */
  readonly own: Readonly<Record<string, string>>;
  readonly workdir: string;
  readonly tty: boolean;
  readonly identity: GitIdentity | null;
}

/** A session's whole environment. Every secret in it is a placeholder, but for the session's own. */
export function sessionVariables(input: VariablesInput): Record<string, string> {
  return {
    HOME: inside.home,
    LANG: "C.UTF-8",
    ...(input.tty ? { TERM: "xterm-256color", COLORTERM: "truecolor" } : {}),
    ...input.placeholders,
    ...agentVariables(input.agent),
    ...input.own,
    ...proxyVariables(input.proxyUrl),
    ...trustVariables(input.caFile),
    ...gitVariables({ placeholder: input.placeholders.GH_TOKEN ?? null, identity: input.identity }),
  };
}

/** Why a variable is not the user's to set, as the end of a sentence; null when it is. */
export function reservedVariable(name: string): string | null {
  const proxies = [...Object.keys(proxyVariables("")), "ALL_PROXY", "all_proxy"];
  if (proxies.includes(name)) return "the proxy is the session's only way out";
  if (name in trustVariables(""))
    return "programs inside must trust the proxy's authority and the image's, and no other";
  if (name === "HOME") return `the session's home is ${inside.home}`;
  return name.startsWith("GIT_CONFIG_") ? "git's settings for the proxy and its placeholder lie there" : null;
}

/** Both cases: curl reads only the lower one for plain HTTP, others only the upper. */
function proxyVariables(url: string): Record<string, string> {
  const loopback = "localhost,127.0.0.1,::1";
  return {
    HTTPS_PROXY: url,
    https_proxy: url,
    HTTP_PROXY: url,
    http_proxy: url,
    NO_PROXY: loopback,
    no_proxy: loopback,
    // Node's own fetch reads the proxy only when told so.
    NODE_USE_ENV_PROXY: "1",
  };
}

/** Each tool looks for its authorities under a name of its own. */
function trustVariables(file: string): Record<string, string> {
  const names = [
    "SSL_CERT_FILE",
    "CURL_CA_BUNDLE",
    "GIT_SSL_CAINFO",
    "REQUESTS_CA_BUNDLE",
    "PIP_CERT",
    "CARGO_HTTP_CAINFO",
    "npm_config_cafile",
    "CODEX_CA_CERTIFICATE",
    "AWS_CA_BUNDLE",
    "DENO_CERT",
  ];
  return {
    ...Object.fromEntries(names.map((name) => [name, file])),
    // Adds to Node's built-in roots, so the one certificate is enough.
    NODE_EXTRA_CA_CERTS: inside.ca,
  };
}

function agentVariables(agent: Agent): Record<string, string> {
  const claude = {
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    DISABLE_AUTOUPDATER: "1",
    // Not covered by the one above: it would clone from github.com at each start.
    CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL: "1",
    // Its full-screen renderer redraws everything after a change of size.
    CLAUDE_CODE_NO_FLICKER: "1",
  };
  return agent === "codex" ? { ...claude, CODEX_HOME: inside.codexHome } : claude;
}
