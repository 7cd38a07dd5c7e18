import type { IncomingMessage, ServerResponse } from "node:http";
import type { HeaderList, ProxyRequest, Refusal, Verdict } from "../exchange.ts";
import type { ProxyState } from "../proxyState.ts";
import type { RequestRecord } from "../record.ts";
import type { SessionState } from "../sessionState.ts";
import type { BodyFacts } from "./bodyFacts.ts";
import { type Inspection, inspect } from "./inspect.ts";
import { HeldBytes, readBody } from "./readBody.ts";
import { whatToInspect } from "./whatToInspect.ts";

export interface Inspectable {
  readonly state: ProxyState;
  readonly session: SessionState;
  readonly record: RequestRecord;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly expectsContinue: boolean;
  readonly request: () => ProxyRequest;
}

/** A body that was read: what it says, and how it goes on. */
export interface Inspected {
  readonly facts: BodyFacts;
  /** The request with its body, as it is sent. */
  send(verdict: Verdict): { readonly verdict: Verdict; readonly body: Buffer };
  /** It is not sent. */
  release(): void;
}

const held = new HeldBytes();
/** Of one session's pushes; beyond it the oldest are forgotten, and a push that builds on them is refused. */
const maxRemembered = 50_000;

/**
 * Reads the body where it has to be looked at, then goes on; at once, with null, where it has not: those bodies stream.
 * Calls back never when the client went away.
 */
export function inspectFirst(
  it: Inspectable,
  then: (inspected: Inspected | { refusal: Refusal } | null) => void,
): void {
  const request = it.request();
  const kind = whatToInspect(request, it.state.policy);
  if (kind === null) then(null);
  else
    void read(it, kind, request).then((inspected) => {
      if (inspected === null || it.response.closed) it.record.end("client_abort");
      else then(inspected);
    });
}

async function read(
  { state, session, incoming, response, expectsContinue }: Inspectable,
  kind: NonNullable<ReturnType<typeof whatToInspect>>,
  request: ProxyRequest,
): Promise<Inspected | { refusal: Refusal } | null> {
  if (expectsContinue) response.writeContinue();
  const got = await readBody(incoming, kind, session.id, held);
  if (got === null || "refusal" in got) return got;
  const { body } = got;
  const release = once(() => held.give(session.id, body.length));
  response.once("close", release);
  const known = {
    commits: new Set([...(request.workspace?.commits ?? []), ...session.pushed.commits]),
    trees: new Set([...(request.workspace?.trees ?? []), ...session.pushed.trees]),
  };
  const inspection = await inspect(kind, request, body, state.policy, known);
  return {
    facts: inspection.facts,
    release,
    send(verdict) {
      remember(session, inspection);
      const { replacement } = inspection;
      if (replacement === null) return { verdict, body };
      return { verdict: { ...verdict, headers: withLength(verdict.headers, replacement.length) }, body: replacement };
    },
  };
}

function remember({ pushed }: SessionState, { objects }: Inspection): void {
  for (const name of ["commits", "trees"] as const) {
    for (const id of objects?.[name] ?? []) pushed[name].add(id);
    for (const id of pushed[name]) {
      if (pushed[name].size <= maxRemembered) break;
      pushed[name].delete(id);
    }
  }
}

/** The replacement is plain, and as long as it is. */
function withLength(headers: HeaderList, length: number): HeaderList {
  const kept = headers.filter(([name]) => !/^content-(length|encoding)$/i.test(name));
  return [...kept, ["Content-Length", String(length)]];
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) action();
    done = true;
  };
}
