import { rootCertificates } from "node:tls";

/**
 * What a container trusts: the roots of its own image (Node's where it has none) and our authority. Newlines are put
 * where they were missing: two certificates on one line break every client.
 */
export function trustBundle(imageRootsPem: string | null, caPem: string): string {
  const roots = imageRootsPem?.includes("-----BEGIN CERTIFICATE-----") ? imageRootsPem : rootCertificates.join("\n");
  return `${roots.trimEnd()}\n${caPem.trimEnd()}\n`;
}
