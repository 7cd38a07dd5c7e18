import type { SelfTestAttempt } from "../../../../src-shared/model/selfTest.ts";
import type { ContainerSettings, Mount } from "../../engine/engine.ts";

/** What an agent's container may have; the engine's own account of it is held against this. */
export interface HardeningExpectation {
  readonly mounts: readonly Mount[];
  /** Its network: of the relay, or the bridge. */
  readonly network: string;
  readonly filtersSystemCalls: boolean;
}

/**
 * Whether the agent's container was made as it was asked for. An engine's defaults, a plug-in or a proxy before its
 * socket may add to it; none of that may pass unseen.
 */
export function hardeningAttempts(made: ContainerSettings, expected: HardeningExpectation): SelfTestAttempt[] {
  return [
    attempt("user", "Root", rootUser(made)),
    attempt("privileges", "Privileges", privileges(made)),
    attempt("filter", "System calls without a filter", systemCalls(made, expected)),
    attempt("devices", "Devices of this machine", made.devices),
    attempt("namespaces", "Namespaces of this machine", made.sharedNamespaces),
    attempt("network", "Another network", made.network === expected.network ? [] : [made.network]),
    attempt("mounts", "Other folders of this machine", otherMounts(made.mounts, expected.mounts)),
    attempt("ports", "Published ports", made.publishedPorts),
    attempt("limits", "Resources without a limit", unlimited(made)),
  ];
}

function attempt(id: string, title: string, found: readonly string[]): SelfTestAttempt {
  const outcome = found.length === 0 ? "none" : `found: ${found.join(", ")}`.slice(0, 200);
  return {
    id: `container.${id}`,
    kind: "escape",
    title,
    target: "the container's settings",
    outcome,
    ok: found.length === 0,
  };
}

function rootUser({ user }: ContainerSettings): string[] {
  return /^[1-9]\d*(:\d+)?$/.test(user) ? [] : [user || "the image's user"];
}

function privileges(made: ContainerSettings): string[] {
  return [
    ...(made.privileged ? ["privileged"] : []),
    ...made.capabilitiesAdded,
    ...(made.capabilitiesDropped.some((name) => /^(cap_)?all$/i.test(name)) ? [] : ["capabilities not dropped"]),
    ...(made.securityOptions.some((option) => /^no-new-privileges([:=]true)?$/.test(option)) ? [] : ["new privileges"]),
  ];
}

function systemCalls({ securityOptions }: ContainerSettings, { filtersSystemCalls }: HardeningExpectation): string[] {
  const loosened = securityOptions.filter((option) => /^(seccomp|apparmor|label|systempaths)\b/.test(option));
  return filtersSystemCalls ? loosened : ["the engine has no filter", ...loosened];
}

function otherMounts(made: ContainerSettings["mounts"], expected: readonly Mount[]): string[] {
  return made
    .filter(({ kind, source, target, readOnly }) => {
      if (kind === "own volume" || kind === "tmpfs") return false;
      return !expected.some(
        (mount) =>
          kind === "bind" && mount.source === source && mount.target === target && (readOnly || !mount.readOnly),
      );
    })
    .map(({ source, target }) => `${source} at ${target}`);
}

function unlimited({ limits }: ContainerSettings): string[] {
  return [
    ...(limits.cpus > 0 ? [] : ["CPU"]),
    ...(limits.memoryBytes > 0 ? [] : ["memory"]),
    ...(limits.pids > 0 ? [] : ["processes"]),
  ];
}
