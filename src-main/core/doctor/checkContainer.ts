import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSessionInput } from "../../../src-shared/contract/sessions.ts";
import { type Check, type CheckRow, type DoctorPorts, skip } from "./ports.ts";
import { probeScript } from "./probeScript.ts";
import { toolProbes } from "./toolProbes.ts";

const mostOutputCharacters = 256 * 1024;

/**
 * Runs the probes in a real session of its own: its mounts, variables and network are those every session gets.
 * Skipped where the images are not built, because a check should not start a long build.
 */
export const checkContainer: Check = {
  id: "container",
  group: "container",
  title: "Inside a container",
  async run(ports, signal) {
    const { agent, relay } = await ports.images.status();
    if (!agent || !relay) return skip("The agent image is not built yet.");
    const { lock } = await ports.engine.info();
    const certificate = new X509Certificate(await readFile(ports.home.caCertificate));
    const probes = toolProbes(certificate.fingerprint256);
    // An open session, and one in an internal network, has routes; whether it has is no finding.
    const wanted = lock === "socket" ? probes : probes.filter(({ id }) => id !== "network-lock");
    const script = probeScript(wanted);
    const network = lock !== null ? "locked" : "open";
    return script.read(await runInSession(ports, script.text, network, signal)) satisfies readonly CheckRow[];
  },
};

async function runInSession(
  { sessions }: DoctorPorts,
  script: string,
  network: "locked" | "open",
  signal: AbortSignal,
): Promise<string> {
  const session = await sessions.create(
    createSessionInput.parse({ agent: "shell", mode: "print", network, prompt: script }),
  );
  try {
    const decoder = new TextDecoder();
    let text = "";
    for await (const event of sessions.output(session.id, signal)) {
      if (event.type === "exit") break;
      if (text.length < mostOutputCharacters) text += decoder.decode(event.bytes, { stream: true });
    }
    return text;
  } finally {
    await sessions.delete(session.id, { force: true, purge: true });
  }
}
