import { posix } from "node:path";

/** Paths inside a session's container. */
export const inside = {
  home: "/workspace",
  clauderon: "/workspace/.clauderon",
  uploads: "/workspace/.clauderon/uploads",
  hooks: "/workspace/.clauderon/hooks",
  codexHome: "/workspace/.codex",
  ca: "/etc/clauderon/proxy-ca.pem",
  codexTemplate: "/etc/clauderon/codex",
  caBundle: "/etc/ssl/certs/ca-certificates.crt",
  managedSettings: "/etc/claude-code/managed-settings.json",
  relaySockets: "/run/clauderon",
} as const;

/** The gate's name in a session's internal network. */
export const gateAlias = "clauderon-gate";

export const proxyHostName = "host.docker.internal";

/** The relay listens here inside; fixed by the session's environment, whatever port the host's proxy has. */
export const relayPort = 18080;

export function workdirOf(repositoryName: string | null): string {
  return repositoryName === null ? inside.home : posix.join(inside.home, repositoryName);
}
