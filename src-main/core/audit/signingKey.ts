import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";
import { isPrivate, writeWhole } from "../keyFile.ts";

/** The half that checks; what a person keeps elsewhere is its fingerprint. */
export interface PublicKey {
  readonly key: KeyObject;
  /** Hex SHA-256 of the key's SPKI bytes. */
  readonly fingerprint: string;
  readonly pem: string;
}

export interface SigningKey extends PublicKey {
  /** Base64 Ed25519 signature of a text's bytes. */
  sign(text: string): string;
}

/**
 * The Ed25519 key that signs checkpoints of the log, made at first use. It lies in the home, which is never mounted:
 * code in a container that found a way to write to the log could still not sign it. `mayCreate` is false while there
 * are checkpoints: a new key in place of a lost one would look like a forgery, and hide one.
 */
export function openSigningKey(home: HomePaths, mayCreate: boolean): SigningKey {
  if (!existsSync(home.auditKey)) {
    if (!mayCreate) {
      throw new AppError(
        "audit_broken",
        `The key ${home.auditKey} that signed the audit log's checkpoints is missing.`,
        `Put it back. Without it, move ${home.auditLog} and ${home.auditSegments} elsewhere to begin a new log.`,
      );
    }
    const { privateKey } = generateKeyPairSync("ed25519");
    writeWhole(home.auditKey, String(privateKey.export({ type: "pkcs8", format: "pem" })), 0o600);
  }
  checkPrivate(home.auditKey);
  const privateKey = readPrivateKey(home);
  const publicKey = describe(createPublicKey(privateKey));
  return { ...publicKey, sign: (text) => sign(null, Buffer.from(text, "utf8"), privateKey).toString("base64") };
}

/** The copy for others to check with. Only once the key is known to be the log's: it may be all that is left of it. */
export function savePublicKey(home: HomePaths, { pem }: PublicKey): void {
  if (existsSync(home.auditPublicKey) && readFileSync(home.auditPublicKey, "utf8") === pem) return;
  writeWhole(home.auditPublicKey, pem, 0o644);
}

/** What checks this home's checkpoints; null while no key was ever made, or none can be read. */
export function readPublicKey(home: HomePaths): PublicKey | null {
  try {
    if (existsSync(home.auditKey)) return describe(createPublicKey(readPrivateKey(home)));
    return parsePublicKey(readFileSync(home.auditPublicKey, "utf8"));
  } catch {
    return null;
  }
}

/** Null when the text is no Ed25519 public key. */
export function parsePublicKey(pem: string): PublicKey | null {
  try {
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === "ed25519" ? describe(key) : null;
  } catch {
    return null;
  }
}

function describe(key: KeyObject): PublicKey {
  const fingerprint = createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex");
  return { key, fingerprint, pem: String(key.export({ type: "spki", format: "pem" })) };
}

function readPrivateKey(home: HomePaths): KeyObject {
  let key: KeyObject | null = null;
  try {
    key = createPrivateKey(readFileSync(home.auditKey, "utf8"));
  } catch {
    // Said below, in words.
  }
  if (key?.asymmetricKeyType === "ed25519") return key;
  throw new AppError(
    "audit_broken",
    `${home.auditKey} is not the Ed25519 key that signs the audit log.`,
    `Put the key back. Without it, move ${home.auditLog} and ${home.auditSegments} elsewhere to begin a new log.`,
  );
}

function checkPrivate(path: string): void {
  if (isPrivate(path)) return;
  throw new AppError(
    "bad_permissions",
    `The key ${path} that signs the audit log can be read or replaced by others.`,
    `Make it yours alone: chown $(id -u) ${path} && chmod 600 ${path}.`,
  );
}
