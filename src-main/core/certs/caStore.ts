import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import type { HomePaths } from "../home.ts";
import { isPrivate, writeWhole } from "../keyFile.ts";
import type { CaFiles } from "./issueCa.ts";

/**
 * The interception authority of this home, made at first use. Throws `bad_permissions` when others could read or swap
 * the key, and `bad_config` when the files do not belong together.
 */
export async function loadOrCreateCa(home: HomePaths): Promise<CaFiles> {
  const hasKey = existsSync(home.caKey);
  const hasCertificate = existsSync(home.caCertificate);
  if (!hasKey && !hasCertificate) return create(home);
  if (!hasKey || !hasCertificate) {
    throw broken(home, `${hasKey ? home.caCertificate : home.caKey} is missing`);
  }
  checkPrivate(home.caKey);
  return load(home);
}

async function create(home: HomePaths): Promise<CaFiles> {
  // Loaded for the one start in a home's life that needs it: node-forge takes 12 MB for as long as the daemon runs.
  const { issueCa } = await import("./issueCa.ts");
  const ca = issueCa();
  // The key first: a certificate without its key could never be used, and would be trusted by containers already.
  writeWhole(home.caKey, ca.keyPem, 0o600);
  writeWhole(home.caCertificate, ca.certificatePem, 0o644);
  return ca;
}

function load(home: HomePaths): CaFiles {
  const keyPem = readFileSync(home.caKey, "utf8");
  const certificatePem = `${readFileSync(home.caCertificate, "utf8").trimEnd()}\n`;
  let certificate: X509Certificate;
  let matches: boolean;
  try {
    certificate = new X509Certificate(certificatePem);
    matches = certificate.checkPrivateKey(createPrivateKey(keyPem));
  } catch (error) {
    throw broken(home, "one of the files is not valid PEM", error);
  }
  if (!matches || !certificate.ca) throw broken(home, "the certificate does not belong to the key");
  if (Date.parse(certificate.validTo) < Date.now()) throw broken(home, `it expired on ${certificate.validTo}`);
  return { certificatePem, keyPem };
}

function checkPrivate(path: string): void {
  if (isPrivate(path)) return;
  throw new AppError(
    "bad_permissions",
    `The proxy's key ${path} can be read or replaced by others.`,
    `Make it yours alone: chown $(id -u) ${path} && chmod 600 ${path}. If others had it, delete it and proxy-ca.pem.`,
  );
}

function broken(home: HomePaths, why: string, cause?: unknown): AppError {
  return new AppError(
    "bad_config",
    `The proxy's certificate authority in ${home.root} cannot be used: ${why}.`,
    `Delete ${home.caCertificate} and ${home.caKey}, and recreate the sessions: a new one is made at start.`,
    { cause },
  );
}
