import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { DemoEvent, DemoProof } from "../../src-shared/model/demo.ts";
import { AppError } from "../../src-shared/rpc/errors.ts";
import { issueCa } from "../core/certs/issueCa.ts";
import { LeafMinter } from "../core/certs/leafMinter.ts";
import { takeEnvironmentSecrets } from "../core/credentials/environment.ts";
import { resolveEngineConnection } from "../core/engine/connection.ts";
import { startAnthropicStub } from "./anthropicStub.ts";
import { DemoCore } from "./demoCore.ts";
import { host, placeholder, prompt, variable } from "./demoFacts.ts";
import { EngineSocket } from "./engineSocket.ts";
import { evidenceOf, proofsOf } from "./proofs.ts";
import { searchFolder, searchStream } from "./secretSearch.ts";
import type { StubServer } from "./stubServer.ts";

export interface DemoOptions {
  readonly emit: (event: DemoEvent) => void;
  /** Ends the demonstration early; what it made is cleaned up first. */
  readonly signal: AbortSignal;
}

/**
 * The main job without a token: a stand-in for the API on loopback, a core in a private home, the real Claude Code in a
 * container, and then the question where the token was. True when every proof holds. It changes this process's
 * environment, and so has a process of its own.
 */
export async function runDemo({ emit, signal }: DemoOptions): Promise<boolean> {
  const engine = new EngineSocket(resolveEngineConnection(process.env));
  await engine.ping();
  const root = mkdtempSync(join(tmpdir(), "clauderon-demo-"));
  const home = join(root, "home");
  leaveTheUsersThings(root, home);
  const token = `sk-ant-oat01-demo-${randomBytes(24).toString("hex")}`;
  const cleanUps: (() => unknown)[] = [() => rmSync(root, { recursive: true, force: true })];
  const left: unknown[] = [];
  let proofs: readonly DemoProof[] = [];
  try {
    emit({ type: "step", step: "api" });
    const { stub, caPem } = await startStandIn(token);
    cleanUps.push(() => stub.close());
    writeConfiguration(root, home, stub.address, caPem);
    signal.throwIfAborted();

    emit({ type: "step", step: "core" });
    cleanUps.push(() => engine.removeOfHome(home));
    const core = await DemoCore.start(new Map([[variable, token]]));
    cleanUps.push(() => core.stop());

    emit({ type: "step", step: "image" });
    const onProgress = (text: string, fraction: number | null): void => emit({ type: "progress", text, fraction });
    await core.buildImage(onProgress, signal);

    emit({ type: "step", step: "agent" });
    const session = `demo-${randomBytes(3).toString("hex")}`;
    const onText = (text: string): void => emit({ type: "said", text: stripVTControlCharacters(text) });
    await core.runAgent({ session, prompt, onProgress, onText }, signal);

    emit({ type: "step", step: "proofs" });
    const container = await engine.inspect(`clauderon-${session}`);
    const record = await core.recordOfTurn(session);
    emit({ type: "evidence", evidence: evidenceOf({ container, stub, token, record }) });
    proofs = await report(
      proofsOf({
        container,
        stub,
        token,
        record,
        fileSystem: async () => searchStream(await engine.export(container.Id), token),
        home: () => searchFolder(home, token),
      }),
      emit,
      signal,
    );
  } finally {
    emit({ type: "step", step: "cleaning" });
    // Last made, first gone; one that fails keeps no other.
    for (const cleanUp of cleanUps.toReversed()) {
      await Promise.resolve()
        .then(cleanUp)
        .catch((error: unknown) => left.push(error));
    }
  }
  if (left.length > 0) throw notAllGone(left);
  const holds = proofs.every((proof) => proof.holds);
  emit({ type: "end", holds });
  return holds;
}

/** From here on this process knows no credential, login or keychain of the user's; only which engine they use. */
function leaveTheUsersThings(root: string, home: string): void {
  takeEnvironmentSecrets(process.env);
  process.env.DOCKER_CONFIG ??= join(process.env.HOME || homedir(), ".docker");
  for (const name of ["CODEX_HOME", "NPM_CONFIG_USERCONFIG", "npm_config_userconfig"]) delete process.env[name];
  Object.assign(process.env, { HOME: root, CLAUDERON_HOME: home, CLAUDERON_KEYCHAIN: "off" });
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
  const entry = ["[[upstream]]", `host = "${host}"`, `address = "${address}"`, `ca = ${JSON.stringify(ca)}`];
  writeFileSync(join(home, "config.toml"), `${entry.join("\n")}\n`, { mode: 0o600 });
}

function notAllGone(left: readonly unknown[]): AppError {
  const words = left.map((error) => (error instanceof Error ? error.message : String(error))).join(" ");
  return new AppError(
    "internal",
    `Not all that the demonstration made could be removed: ${words}`,
    "`docker ps -a --filter label=com.clauderon.home` lists containers; its folders are clauderon-demo-* where temporary files are.",
  );
}

async function report(
  proofs: AsyncIterable<DemoProof>,
  emit: (event: DemoEvent) => void,
  signal: AbortSignal,
): Promise<DemoProof[]> {
  const all: DemoProof[] = [];
  for await (const proof of proofs) {
    signal.throwIfAborted();
    all.push(proof);
    emit({ type: "proof", proof });
  }
  return all;
}
