/** Labels by which Clauderon knows its own containers. */
export const labelNames = {
  session: "com.clauderon.session",
  home: "com.clauderon.home",
  role: "com.clauderon.role",
} as const;

export type ContainerRole = "agent" | "relay" | "gate" | "check";

export function containerLabels(
  sessionId: string,
  homeHash: string,
  role: ContainerRole,
  extra: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return { ...extra, [labelNames.session]: sessionId, [labelNames.home]: homeHash, [labelNames.role]: role };
}

export const agentContainerName = (sessionName: string): string => `clauderon-${sessionName}`;

/** A dot cannot occur in a session's name, so no session can take this one. */
export const relayContainerName = (sessionId: string): string => `clauderon.relay.${sessionId}`;
export const replacementRelayName = (sessionId: string): string => `clauderon.relay.${sessionId}.again`;
export const probeName = (sessionId: string): string => `clauderon.probe.${sessionId}`;
export const gateName = (sessionId: string): string => `clauderon.gate.${sessionId}`;
export const networkName = (sessionId: string): string => `clauderon.net.${sessionId}`;
