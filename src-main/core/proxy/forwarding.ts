import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { BodySource } from "./bodyRelay.ts";
import type { Client } from "./clientState.ts";
import type { ProxyRequest, Verdict } from "./exchange.ts";
import { type LeakGuard, leakGuard } from "./leakGuard.ts";
import type { ProxyState } from "./proxyState.ts";
import type { RequestRecord } from "./record.ts";
import { hostPolicy } from "./rules/hostPolicy.ts";
import { codingsOf } from "./scrub/decoders.ts";
import type { SessionState } from "./sessionState.ts";

/** All that belongs to one allowed request on its way. */
export interface Forwarding {
  readonly state: ProxyState;
  readonly session: SessionState;
  readonly client: Client;
  readonly request: ProxyRequest;
  readonly verdict: Verdict;
  readonly record: RequestRecord;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  /** The client waits for `100 Continue` before it sends its body. */
  readonly expectsContinue: boolean;
  /** The whole body, where it had to be read before; null where it streams. */
  readonly body: Buffer | null;
  /** A call to a model, whose answer may carry usage. */
  readonly model: boolean;
}

/** What looks for placeholders in the request's body; null where none need be looked for. */
export function guardOf({ state, request, verdict }: Forwarding): LeakGuard | null {
  const encodings = verdict.headers.flatMap(([name, value]) => (/^content-encoding$/i.test(name) ? [value] : []));
  return leakGuard(hostPolicy(state.policy, request.host, request.port), request.host, codingsOf(encodings));
}

/** Where the request's body comes from: what was read before, or the client. */
export function bodySource({ body, incoming }: Forwarding): BodySource {
  return body === null
    ? incoming
    : Object.assign(Readable.from([body], { objectMode: false }), {
        complete: true,
        rawTrailers: incoming.rawTrailers,
      });
}
