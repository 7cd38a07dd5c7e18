import { randomBytes } from "node:crypto";
import forge from "node-forge";

export interface CaFiles {
  /** PEM, ending with a newline: it is appended to bundles. */
  readonly certificatePem: string;
  readonly keyPem: string;
}

const keyBits = 2048;
const years = 10;

/**
 * A certificate authority of this home's own. Its key is RSA: that is what node-forge makes, and the leaves below it
 * have elliptic keys anyway.
 */
export function issueCa(now: Date = new Date()): CaFiles {
  const keys = forge.pki.rsa.generateKeyPair({ bits: keyBits, e: 0x10001 });
  const certificate = forge.pki.createCertificate();
  const id = randomBytes(16);
  certificate.publicKey = keys.publicKey;
  // A leading 01 keeps the number positive and without redundant zeros.
  certificate.serialNumber = `01${id.toString("hex")}`;
  // Yesterday: a container's clock may lag a little.
  certificate.validity.notBefore = new Date(now.getTime() - 24 * 3_600_000);
  certificate.validity.notAfter = new Date(now.getTime());
  certificate.validity.notAfter.setUTCFullYear(now.getUTCFullYear() + years);
  // The name is unique: two homes' authorities in one trust store must not be taken for each other.
  const name = [
    { name: "commonName", value: `Clauderon proxy CA ${id.toString("hex").slice(0, 8)}` },
    { name: "organizationName", value: "Clauderon" },
  ];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: "basicConstraints", cA: true, pathLenConstraint: 0, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    { name: "subjectKeyIdentifier" },
  ]);
  certificate.sign(keys.privateKey, forge.md.sha256.create());
  return {
    certificatePem: withNewline(forge.pki.certificateToPem(certificate)),
    keyPem: withNewline(forge.pki.privateKeyToPem(keys.privateKey)),
  };
}

function withNewline(pem: string): string {
  return `${pem.replaceAll("\r\n", "\n").trimEnd()}\n`;
}
