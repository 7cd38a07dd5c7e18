import { createPrivateKey, X509Certificate } from "node:crypto";
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadOrCreateCa } from "../../../src-main/core/certs/caStore.ts";
import { issueCa } from "../../../src-main/core/certs/issueCa.ts";
import { LeafContexts } from "../../../src-main/core/certs/leafContexts.ts";
import { LeafMinter } from "../../../src-main/core/certs/leafMinter.ts";
import { trustBundle } from "../../../src-main/core/certs/trustBundle.ts";
import type { HomePaths } from "../../../src-main/core/home.ts";
import { proxyHome } from "../../helpers/proxyHome.ts";

const ca = issueCa();
const minter = new LeafMinter(ca);

describe("A leaf", () => {
  it.each(["api.anthropic.com", "127.0.0.1", "2001:db8::1", "::1", `${"a".repeat(63)}.${"b".repeat(63)}.example`])(
    "for %s is an elliptic one, signed by the authority and valid for that name only",
    (host) => {
      const { certificatePem, keyPem } = minter.mint(host);
      const leaf = new X509Certificate(certificatePem);
      const authority = new X509Certificate(ca.certificatePem);
      expect(leaf.verify(authority.publicKey)).toBe(true);
      expect(leaf.checkIssued(authority)).toBe(true);
      expect(leaf.checkPrivateKey(createPrivateKey(keyPem))).toBe(true);
      expect(leaf.publicKey.asymmetricKeyType).toBe("ec");
      expect(leaf.ca).toBe(false);
      const matches = host.includes(":") || /^[\d.]+$/.test(host) ? leaf.checkIP(host) : leaf.checkHost(host);
      expect(matches).toBeTruthy();
      expect(leaf.checkHost("evil.example")).toBeUndefined();
    },
  );

  it("has a serial number of its own", () => {
    const serials = [1, 2, 3].map(() => new X509Certificate(minter.mint("a.example").certificatePem).serialNumber);
    expect(new Set(serials).size).toBe(3);
  });
});

it("The contexts of a session are bounded, and the one used longest ago goes first", () => {
  const contexts = new LeafContexts(minter, 2);
  const first = contexts.get("a");
  contexts.get("b");
  expect(contexts.get("a")).toBe(first);
  contexts.get("c");
  expect([contexts.has("a"), contexts.has("b"), contexts.has("c"), contexts.size]).toEqual([true, false, true, 2]);
});

describe("The authority of a home", () => {
  let home: HomePaths;
  let remove: () => void;
  beforeEach(() => {
    ({ home, remove } = proxyHome());
  });
  afterEach(() => remove());

  it("is made once, ends with a newline, and its key is the user's alone", async () => {
    const made = await loadOrCreateCa(home);
    expect(made.certificatePem).toMatch(/-----END CERTIFICATE-----\n$/);
    expect(statSync(home.caKey).mode & 0o777).toBe(0o600);
    expect(await loadOrCreateCa(home)).toEqual(made);
  });

  it("is not used when others can read its key", async () => {
    await loadOrCreateCa(home);
    chmodSync(home.caKey, 0o640);
    await expect(loadOrCreateCa(home)).rejects.toMatchObject({ code: "bad_permissions" });
  });

  it("is not used when its files do not belong together, or one is missing", async () => {
    await loadOrCreateCa(home);
    writeFileSync(home.caCertificate, issueCa().certificatePem);
    await expect(loadOrCreateCa(home)).rejects.toMatchObject({ code: "bad_config" });
    const { home: other, remove: removeOther } = proxyHome();
    writeFileSync(other.caCertificate, ca.certificatePem);
    await expect(loadOrCreateCa(other)).rejects.toMatchObject({ code: "bad_config" });
    expect(existsSync(other.caKey)).toBe(false);
    removeOther();
  });

  it("joins a bundle on a line of its own", async () => {
    await loadOrCreateCa(home);
    const own = readFileSync(home.caCertificate, "utf8").trimEnd();
    const roots = "-----BEGIN CERTIFICATE-----\nroots\n-----END CERTIFICATE-----";
    expect(trustBundle(roots, own)).toBe(`${roots}\n${own}\n`);
    expect(trustBundle(null, own)).not.toContain("----------");
  });
});
