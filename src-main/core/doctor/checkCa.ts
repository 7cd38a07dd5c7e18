import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type Check, fail, pass, warn } from "./ports.ts";

const renewBeforeDays = 30;
const dayMs = 86_400_000;
const renew =
  "Stop the daemon, remove proxy-ca.pem and proxy-ca-key.pem, start it, then `clauderon recreate` each session.";

export const checkCa: Check = {
  id: "ca",
  group: "proxy",
  title: "Interception CA",
  async run({ home }) {
    const pem = await readFile(home.caCertificate, "utf8");
    const key = await readFile(home.caKey, "utf8");
    return caFinding(pem, key, new Date());
  },
};

export function caFinding(pem: string, keyPem: string, now: Date): ReturnType<typeof pass> {
  const certificate = new X509Certificate(pem);
  const days = Math.floor((Date.parse(certificate.validTo) - now.getTime()) / dayMs);
  if (!certificate.ca) return fail("proxy-ca.pem is no CA certificate.", renew);
  if (!certificate.checkPrivateKey(createPrivateKey(keyPem)))
    return fail("proxy-ca.pem and proxy-ca-key.pem do not belong together.", renew);
  if (days < 0) return fail(`The CA expired on ${certificate.validTo}.`, renew);
  if (Date.parse(certificate.validFrom) > now.getTime())
    return fail(`The CA is valid from ${certificate.validFrom}: the clock is behind.`, "Set the clock right.");
  // Joined with an image's own roots, a file that does not end its last line would break the first of them.
  if (!pem.endsWith("\n")) return fail("proxy-ca.pem does not end with a newline.", "Add a newline at its end.");
  if (days < renewBeforeDays) return warn(`The CA expires in ${days} days.`, renew);
  return pass(`valid for ${days} more days`);
}
