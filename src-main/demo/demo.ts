import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditRecord } from "../../src-shared/model/auditRecord.ts";
import { issueCa } from "../core/certs/issueCa.ts";
import { LeafMinter } from "../core/certs/leafMinter.ts";
import { startAnthropicStub } from "./anthropicStub.ts";
import { DemoDaemon } from "./demoDaemon.ts";
import { EngineSocket } from "./engineSocket.ts";
import { searchFolder, searchStream } from "./secretSearch.ts";
import type { StubServer } from "./stubServer.ts";

const host = "api.anthropic.com";
const variable = "CLAUDE_CODE_OAUTH_TOKEN";
const placeholder = "sk-ant-oat01-clauderon-proxy-placeholder";
// Claude Code keeps the variable from its own tools, so the first process is asked.
const prompt = `Run \`tr '\\0' '\\n' < /proc/1/environ | grep ${variable}\` and tell me what it prints.`;

/** A statement about the run, and whether it was found to be true. */
type Finding = readonly [statement: string, holds: boolean];

process.exitCode = (await demo()) ? 0 : 1;

/**
 * The main job without a token: a stand-in for the API on loopback, a real daemon in a private home, the real Claude
 * Code in a container, and then the question where the token was. True when every finding holds.
 */
async function demo(): Promise<boolean> {
  const root = mkdtempSync(join(tmpdir(), "clauderon-demo-"));
  const token = `sk-ant-oat01-demo-${randomBytes(24).toString("hex")}`;
  const { stub, caPem } = await startStandIn(token);
  const home = join(root, "home");
  writeConfiguration(root, home, stub.address, caPem);
  const daemon = new DemoDaemon(import.meta.dirname, home);
  const engine = new EngineSocket();
  const session = `demo-${randomBytes(3).toString("hex")}`;
  try {
    headline(`A daemon in a private home; ${host} is a stand-in on this machine`);
    await daemon.start(token);
    await succeed(daemon, ["image", "build"]);

    headline("The real Claude Code, in a container");
    console.log(`  clauderon create --print --name ${session} --prompt "…"\n  ${prompt}\n`);
    await succeed(daemon, ["create", "--print", "--name", session, "--prompt", prompt], true);

    headline("What the audit says");
    const record = await recordOfTurn(daemon, session);
    console.log(indent(JSON.stringify(record, null, 2)));

    headline("Where the token was");
    const container = await engine.inspect(`clauderon-${session}`);
    const inFileSystem = await searchStream(await engine.export(container.Id), token);
    const inHome = await searchFolder(home, token);
    return report([
      [`the container's ${variable} is the placeholder`, container.Config.Env.includes(`${variable}=${placeholder}`)],
      ["its environment, command, mounts and labels do not hold the token", !JSON.stringify(container).includes(token)],
      [`its file system does not (${megabytes(inFileSystem.bytes)} searched)`, !inFileSystem.found],
      [`nor do its home, the audit and the logs (${megabytes(inHome.bytes)} searched)`, !inHome.found],
      [`the API was asked ${stub.requests.length} times and saw the token only`, sawTokenOnly(stub)],
      ["the audit record says that the proxy injected it", record?.auth_injected === true],
    ]);
  } catch (error) {
    console.error(`\nThe demonstration failed: ${error instanceof Error ? error.message : error}`);
    console.error(indent(daemon.logTail()));
    return false;
  } finally {
    headline("Cleaning up");
    await daemon.cli(["delete", session, "--force"], false).catch(() => {});
    await daemon.stop();
    await engine.removeOfHome(home);
    await stub.close();
    rmSync(root, { recursive: true, force: true });
  }
}

/** Its certificate is from an authority of its own: the proxy has to verify it like any other. */
async function startStandIn(token: string): Promise<{ stub: StubServer; caPem: string }> {
  const ca = issueCa();
  const { keyPem: key, certificatePem: cert } = new LeafMinter(ca).mint(host);
  const stub = await startAnthropicStub({ tls: { key, cert }, token, placeholders: [placeholder] });
  return { stub, caPem: ca.certificatePem };
}

function writeConfiguration(root: string, home: string, address: string, caPem: string): void {
  const ca = join(root, "stand-in-ca.pem");
  writeFileSync(ca, caPem);
  mkdirSync(home, { mode: 0o700 });
  const entry = ["[[upstream]]", `host = "${host}"`, `address = "${address}"`, `ca = "${ca}"`];
  writeFileSync(join(home, "config.toml"), `${entry.join("\n")}\n`, { mode: 0o600 });
}

async function succeed(daemon: DemoDaemon, args: readonly string[], show = false): Promise<void> {
  const { exitCode } = await daemon.cli(args, show);
  if (exitCode !== 0) throw new Error(`\`clauderon ${args[0]}\` ended with code ${exitCode}.`);
}

/** The last model request that the session made. */
async function recordOfTurn(daemon: DemoDaemon, session: string): Promise<AuditRecord | undefined> {
  const { stdout } = await daemon.cli(["audit", "--session", session, "--json"], false);
  const parsed = stdout.trim().startsWith("[")
    ? (JSON.parse(stdout) as AuditRecord[])
    : stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as AuditRecord);
  return parsed
    .filter(({ path }) => path?.startsWith("/v1/messages"))
    .sort((a, b) => a.seq - b.seq)
    .at(-1);
}

function sawTokenOnly(stub: StubServer): boolean {
  for (const violation of stub.violations) console.error(`  ${violation}`);
  return stub.requests.length > 0 && stub.violations.length === 0;
}

function report(findings: readonly Finding[]): boolean {
  for (const [statement, holds] of findings) console.log(`  ${holds ? "yes" : "NO "}  ${statement}`);
  return findings.every(([, holds]) => holds);
}

function headline(text: string): void {
  console.log(`\n== ${text}`);
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
