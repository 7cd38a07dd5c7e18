import type { CredentialHealth } from "../../../src-shared/model/credential.ts";
import type { Fetch } from "../hostFetch.ts";
import { renderInjection } from "../proxy/renderInjection.ts";
import type { CredentialDefinition, SecretValue } from "./definition.ts";

export interface ProbeResult {
  readonly health: CredentialHealth;
  readonly problem: string | null;
}

/** Asks the service, with the real value, whether it accepts it. Costs no tokens and changes nothing there. */
export async function probeCredential(
  { id, probe }: CredentialDefinition,
  value: SecretValue,
  fetch: Fetch,
): Promise<ProbeResult> {
  if (!probe) return { health: "untested", problem: "There is no test for this service; its first use will tell." };
  const [header, template] = probe.header;
  const { host } = new URL(probe.url);
  try {
    const { status, body } = await fetch(probe.url, {
      method: "GET",
      headers: { ...probe.extraHeaders, [header]: renderInjection({ credentialId: id, header, template }, value) },
    });
    // A token that may think but not list models (`claude setup-token`) is known to the service, and good.
    if (status === 403 && /scope/i.test(body)) return { health: "healthy", problem: null };
    return healthOfStatus(status, id, host) ?? { health: "untested", problem: `${host} answered ${status}.` };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException | null)?.code;
    return { health: "untested", problem: `${host} could not be reached${code ? ` (${code})` : ""}.` };
  }
}

/** What a service's answer says about the credential; null when it says nothing. */
export function healthOfStatus(status: number, id: string, host: string | null): ProbeResult | null {
  if (status === 401 || status === 403) {
    const who = host ?? "The service";
    return {
      health: "rejected",
      problem: `${who} answered ${status}: the credential is invalid, expired or lacks a permission. Replace it with \`clauderon credentials set ${id}\`.`,
    };
  }
  return status >= 200 && status < 500 ? { health: "healthy", problem: null } : null;
}
