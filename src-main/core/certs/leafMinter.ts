import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from "node:crypto";
import { isIP, isIPv4 } from "node:net";
import { bits, bodyOf, context, elements, integer, objectId, octets, sequence, set, time, utf8, yes } from "./der.ts";

export interface Leaf {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** Clients refuse leaves of more than 398 days. */
const days = 397;
const sha256WithRsa = sequence(objectId("1.2.840.113549.1.1.11"), Buffer.from([0x05, 0x00]));

/**
 * Makes server certificates by hand-built DER: seven times cheaper than a certificate library, which counts because
 * the container waits for it. All leaves share one P-256 key: who could take one could take all.
 */
export class LeafMinter {
  readonly #caKey: KeyObject;
  readonly #issuer: Buffer;
  readonly #caKeyId: Buffer;
  readonly #leafKeyPem: string;
  readonly #leafPublicKey: Buffer;

  constructor(ca: { readonly certificatePem: string; readonly keyPem: string }) {
    this.#caKey = createPrivateKey(ca.keyPem);
    const certificate = new X509Certificate(ca.certificatePem);
    this.#issuer = subjectOf(certificate.raw);
    this.#caKeyId = keyId(createPublicKey(ca.certificatePem).export({ type: "spki", format: "der" }));
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#leafKeyPem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    this.#leafPublicKey = publicKey.export({ type: "spki", format: "der" });
  }

  /** A certificate for one host name or address, in lower case and without brackets. */
  mint(host: string, now: Date = new Date()): Leaf {
    const certificate = this.#build(host, now);
    const base64 = certificate.toString("base64").replace(/.{64}(?!$)/g, "$&\n");
    return {
      certificatePem: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
      keyPem: this.#leafKeyPem,
    };
  }

  #build(host: string, now: Date): Buffer {
    const serial = randomBytes(16);
    serial[0] = ((serial[0] as number) & 0x7f) | 0x40;
    // A common name holds at most 64 characters; without one, the alternative name alone counts and must be critical.
    const named = host.length <= 64;
    const toBeSigned = sequence(
      context(0, true, integer(Buffer.from([2]))),
      integer(serial),
      sha256WithRsa,
      this.#issuer,
      sequence(time(new Date(now.getTime() - 24 * 3_600_000)), time(new Date(now.getTime() + days * 24 * 3_600_000))),
      named ? sequence(set(sequence(objectId("2.5.4.3"), utf8(host)))) : sequence(),
      this.#leafPublicKey,
      context(3, true, sequence(...this.#extensions(host, !named))),
    );
    return sequence(toBeSigned, sha256WithRsa, bits(sign("sha256", toBeSigned, this.#caKey)));
  }

  #extensions(host: string, soleName: boolean): Buffer[] {
    const name = isIP(host) ? context(7, false, addressBytes(host)) : context(2, false, Buffer.from(host, "latin1"));
    return [
      extension("2.5.29.17", soleName, sequence(name)),
      extension("2.5.29.19", true, sequence()),
      // digitalSignature: what an elliptic key does in a TLS handshake.
      extension("2.5.29.15", true, bits(Buffer.from([0x80]), 7)),
      extension("2.5.29.37", false, sequence(objectId("1.3.6.1.5.5.7.3.1"))),
      extension("2.5.29.35", false, sequence(context(0, false, this.#caKeyId))),
    ];
  }
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return critical ? sequence(objectId(id), yes, octets(value)) : sequence(objectId(id), octets(value));
}

/** The name as the authority's certificate writes it: clients compare issuer and subject byte by byte. */
function subjectOf(certificate: Buffer): Buffer {
  const [toBeSigned] = elements(certificate) as [Buffer];
  // [0] version, serial, algorithm, issuer, validity, subject.
  return elements(toBeSigned)[5] as Buffer;
}

/** SHA-1 of the key's bits: the method of RFC 5280 4.2.1.2 that node-forge uses for the authority. */
function keyId(spki: Buffer): Buffer {
  const [, keyBits] = elements(spki) as [Buffer, Buffer];
  return createHash("sha1").update(bodyOf(keyBits).subarray(1)).digest();
}

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split(".").map(Number));
  const url = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const [head = "", tail] = url.split("::");
  const groups = (text: string): number[] => (text === "" ? [] : text.split(":").map((it) => Number.parseInt(it, 16)));
  const [before, after] = [groups(head), groups(tail ?? "")];
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return Buffer.from([...before, ...new Array<number>(zeros).fill(0), ...after].flatMap((it) => [it >> 8, it & 0xff]));
}
