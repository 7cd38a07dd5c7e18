import type { AuditRecord } from "../../src-shared/model/auditRecord.ts";
import type { DemoEvidence, DemoProof } from "../../src-shared/model/demo.ts";
import { host, placeholder, variable } from "./demoFacts.ts";
import type { Inspected } from "./engineSocket.ts";
import type { SearchResult } from "./secretSearch.ts";
import type { SeenRequest, StubServer } from "./stubServer.ts";

/** What was found out about a run that has ended. */
export interface Findings {
  readonly container: Inspected;
  readonly stub: Pick<StubServer, "requests" | "violations">;
  readonly token: string;
  /** The last model request of the session. */
  readonly record: AuditRecord | null;
}

export function evidenceOf({ container, stub, token, record }: Findings): DemoEvidence {
  const asked = stub.requests.findLast(({ path }) => path.startsWith("/v1/messages"));
  const inside = container.Config.Env.find((entry) => entry.startsWith(`${variable}=`));
  return {
    inside: { variable, value: inside?.slice(variable.length + 1).replaceAll(token, "the token") ?? null },
    received: {
      requests: stub.requests.length,
      method: asked?.method ?? "–",
      url: `https://${host}${asked?.path.split("?")[0] ?? ""}`,
      authorization: asked ? authorizationOf(asked, token) : "none",
    },
    recorded: record && {
      seq: record.seq,
      credential: record.credential_id,
      injected: record.auth_injected,
      hash: record.hash,
    },
  };
}

function authorizationOf({ headers }: SeenRequest, token: string): DemoEvidence["received"]["authorization"] {
  if (headers.authorization === `Bearer ${token}`) return "token";
  if (headers.authorization === undefined) return "none";
  return headers.authorization.includes(placeholder) ? "placeholder" : "other";
}

/** Each as soon as it is known: the searches take seconds. */
export async function* proofsOf(
  findings: Findings & {
    readonly fileSystem: () => Promise<SearchResult>;
    readonly home: () => Promise<SearchResult>;
  },
): AsyncGenerator<DemoProof> {
  const { container, stub, token, record } = findings;
  yield {
    statement: `The container's ${variable} is the placeholder`,
    holds: container.Config.Env.includes(`${variable}=${placeholder}`),
  };
  yield {
    statement: "Its environment, command, mounts and labels do not hold the token",
    holds: !JSON.stringify(container).includes(token),
  };
  const fileSystem = await findings.fileSystem();
  yield {
    statement: `Nor does its file system (${amount(fileSystem.bytes)} searched)`,
    holds: fileSystem.bytes > 0 && !fileSystem.found,
  };
  const home = await findings.home();
  yield {
    statement: `Nor do its home, the audit and the logs (${amount(home.bytes)} searched)`,
    holds: home.bytes > 0 && !home.found,
  };
  yield {
    statement: `The API was asked ${stub.requests.length} times, and saw the token only`,
    holds: stub.requests.length > 0 && stub.violations.length === 0,
  };
  yield { statement: "The audit record says that the proxy put it in", holds: record?.auth_injected === true };
}

const amount = (bytes: number): string =>
  bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
