import { createHash, randomBytes } from "node:crypto";
import { realpathSync } from "node:fs";

const base32 = "abcdefghijklmnopqrstuvwxyz234567";

/** 12 characters of lower-case base32: 60 random bits. */
export function newSessionId(): string {
  return [...randomBytes(12)].map((byte) => base32[byte & 31]).join("");
}

/** 256 random bits that fit into a URL as they are. */
export function newSessionSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** What the proxy gets to know of a secret: enough to check one, useless to forge one. */
export function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Tells the containers of one home from those of another on the same engine. */
export function homeHash(root: string): string {
  return createHash("sha256").update(realpathSync(root)).digest("hex").slice(0, 16);
}
