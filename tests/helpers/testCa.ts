import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
}

/** A certificate authority of the tests' own, made by the openssl program: nothing that is under test made it. */
export interface TestCa {
  /** PEM, with a final newline. */
  readonly ca: string;
  /** Host names and IP addresses. */
  issue(...names: string[]): TestCertificate;
}

export function createTestCa(): TestCa {
  const root = selfSigned("/CN=Clauderon test upstreams");
  return { ca: root.cert, issue: (...names) => issueFrom(root, names) };
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

function selfSigned(subject: string): TestCertificate {
  return inFolder((path) => {
    openssl("req", "-x509", ...newKey, "-days", "2", "-subj", subject, "-keyout", path("key"), "-out", path("cert"));
    return { key: readFileSync(path("key"), "utf8"), cert: readFileSync(path("cert"), "utf8") };
  });
}

function issueFrom(root: TestCertificate, names: readonly string[]): TestCertificate {
  return inFolder((path) => {
    writeFileSync(path("root.key"), root.key);
    writeFileSync(path("root.cert"), root.cert);
    const alternatives = names.map((name) => `${/^[\d.]+$|:/.test(name) ? "IP" : "DNS"}:${name}`).join(",");
    writeFileSync(path("extensions"), `subjectAltName=${alternatives}\nextendedKeyUsage=serverAuth\n`);
    openssl("req", ...newKey, "-subj", "/CN=Clauderon test upstream", "-keyout", path("key"), "-out", path("request"));
    openssl(
      ...["x509", "-req", "-in", path("request"), "-CA", path("root.cert"), "-CAkey", path("root.key")],
      ...["-CAcreateserial", "-days", "2", "-extfile", path("extensions"), "-out", path("cert")],
    );
    return { key: readFileSync(path("key"), "utf8"), cert: readFileSync(path("cert"), "utf8") };
  });
}

function inFolder<T>(work: (path: (name: string) => string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "clauderon-test-ca-"));
  try {
    return work((name) => join(folder, name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function openssl(...args: string[]): void {
  execFileSync("openssl", args, { stdio: ["ignore", "ignore", "pipe"] });
}
