import type { Creations } from "./creations.ts";
import type { KeyedLock } from "./keyedLock.ts";
import type { Owner, SessionsOptions } from "./ports.ts";
import type { SessionRegistry } from "./registry.ts";
import type { SessionContainers } from "./sessionContainers.ts";
import type { SessionOutputs } from "./sessionOutputs.ts";

/** What the files around the manager share. One instance each. */
export interface SessionParts {
  readonly options: SessionsOptions;
  readonly owner: Owner;
  readonly registry: SessionRegistry;
  readonly containers: SessionContainers;
  readonly outputs: SessionOutputs;
  /** One action at a time on a session, by its id. */
  readonly locks: KeyedLock;
  readonly creations: Creations;
}
