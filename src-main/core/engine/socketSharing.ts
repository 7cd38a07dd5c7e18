import type { EngineConnection } from "./connection.ts";

/**
 * Why a Unix socket of this host cannot be used inside the engine's containers, in one sentence; null when it can.
 * Anything but a local engine on this very kernel, with the same user ids, cannot.
 */
export function socketSharingProblem(
  connection: EngineConnection,
  engine: { readonly operatingSystem: string; readonly securityOptions: readonly string[] },
  platform: NodeJS.Platform,
): string | null {
  if (connection.protocol !== "unix") {
    return `The container engine (${connection.source}) is reached over the network, so its containers cannot use a socket of this machine.`;
  }
  if (isVirtualMachine(engine.operatingSystem, platform)) {
    return `${engine.operatingSystem} runs containers in a virtual machine, where a socket of this machine cannot be used.`;
  }
  if (engine.securityOptions.some((option) => /^name=(rootless|userns)\b/.test(option))) {
    return "The container engine maps user ids (rootless or userns-remap), so a session could not open its own socket.";
  }
  return null;
}

/**
 * A virtual machine of this very computer: files are shared with it, and its containers reach this machine by name.
 * Ids that are mapped are another matter: a session could not write to its own home.
 */
export function isLocalMachine(
  connection: EngineConnection,
  engine: { readonly OperatingSystem: string },
  platform: NodeJS.Platform,
): boolean {
  return connection.protocol === "unix" && isVirtualMachine(engine.OperatingSystem, platform);
}

/** Docker Desktop does so on Linux too; on the other systems every engine does. */
export function isVirtualMachine(operatingSystem: string, platform: NodeJS.Platform): boolean {
  return platform !== "linux" || /docker desktop/i.test(operatingSystem);
}
