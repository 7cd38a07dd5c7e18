import type { Credential, CredentialEvent } from "../../../src-shared/model/credential.ts";
import type { Fetch } from "../hostFetch.ts";
import type { CredentialDefinition, SecretValue } from "./definition.ts";
import { type ProbeResult, probeCredential } from "./probeCredential.ts";

const mostEvents = 100;

/** What services said of the values in use, and what happened to them since the core started; no value is kept here. */
export class HealthBook {
  readonly #now: () => Date;
  readonly #seen = new Map<string, ProbeResult>();
  readonly #tests = new Map<string, NonNullable<Credential["lastTest"]>>();
  readonly #events = new Map<string, CredentialEvent[]>();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** What was last said of the value that is in use; undefined before anything was. */
  seen(id: string): ProbeResult | undefined {
    return this.#seen.get(id);
  }

  lastTest(id: string): Credential["lastTest"] {
    return this.#tests.get(id) ?? null;
  }

  /** Newest first. */
  events(id: string): CredentialEvent[] {
    return [...(this.#events.get(id) ?? [])];
  }

  /** Asks the service. */
  async test(definition: CredentialDefinition, value: SecretValue, fetch: Fetch): Promise<void> {
    const { id } = definition;
    const startedAt = performance.now();
    const result = await probeCredential(definition, value, fetch);
    const tookMs = performance.now() - startedAt;
    this.#tests.set(id, { at: this.#now().toISOString(), health: result.health, tookMs });
    this.saw(id, result);
  }

  saw(id: string, result: ProbeResult): void {
    const { health, problem } = result;
    this.#seen.set(id, result);
    const event = health === "healthy" ? "accepted" : health === "untested" ? "untested" : "rejected";
    this.note(id, event, problem ?? "Accepted by its service");
  }

  /** The renewal of a login failed: it ends, whatever was said of it before. */
  ends(id: string, problem: string): void {
    this.#seen.set(id, { health: "expired", problem });
    this.note(id, "renewal_failed", problem);
  }

  /** Another value is in use: what was said of the one before says nothing of it. */
  forget(id: string): void {
    this.#seen.delete(id);
  }

  forgetAll(): void {
    this.#seen.clear();
  }

  note(id: string, event: CredentialEvent["event"], text: string): void {
    const events = [{ at: this.#now().toISOString(), event, text }, ...(this.#events.get(id) ?? [])];
    this.#events.set(id, events.slice(0, mostEvents));
  }
}
