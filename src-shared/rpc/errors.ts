/**
 * Every error code that crosses the contract, with the exit code the CLI turns it into.
 * 1 error; 2 usage or configuration; 3 no such session; 4 container engine; 5 daemon not reachable.
 */
export const errorCodes = {
  internal: 1,
  aborted: 1,
  unavailable: 1,
  conflict: 1,
  name_taken: 1,
  wrong_state: 1,
  unsaved_work: 1,
  push_failed: 1,
  unsafe_path: 1,
  /** The network self-test was red: the agent was not started. */
  not_locked: 1,
  disk_full: 1,
  audit_broken: 1,
  audit_unavailable: 1,
  no_credential: 1,
  /** Its own prompt has to be answered first, or files chosen. */
  keychain_locked: 1,
  credential_rejected: 1,
  not_found: 1,
  usage: 2,
  bad_config: 2,
  bad_permissions: 2,
  path_too_long: 2,
  port_taken: 2,
  already_running: 2,
  session_not_found: 3,
  engine_down: 4,
  engine_unsupported: 4,
  engine_failed: 4,
  image_missing: 4,
  image_build_failed: 4,
  daemon_down: 5,
  version_mismatch: 5,
} as const;

export type ErrorCode = keyof typeof errorCodes;

/** An error meant for a person: what happened in one sentence, and what to do next. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | null;

  constructor(code: ErrorCode, message: string, hint: string | null = null, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "AppError";
    this.code = code;
    this.hint = hint;
  }
}

/** How an error crosses the wire. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | null;
}

export function toWireError(error: unknown): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message, hint: error.hint };
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message, hint: "This is a bug in Clauderon: `clauderon logs --daemon` has the details." };
}

export function fromWireError(wire: WireError): AppError {
  const code = wire.code in errorCodes ? wire.code : "internal";
  return new AppError(code, wire.message, wire.hint);
}
