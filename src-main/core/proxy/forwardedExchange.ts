import { costUsd } from "../audit/pricing.ts";
import { noteRelayedBytes } from "../lifecycle/bufferCollector.ts";
import { BodyRelay } from "./bodyRelay.ts";
import { resetClient } from "./clientState.ts";
import { bodySource, type Forwarding, guardOf } from "./forwarding.ts";
import { sendInterim } from "./interimAnswer.ts";
import { withStandIns } from "./issuedTokens.ts";
import { sendRefusal } from "./refusals.ts";
import { filterHeaders, filterTrailers, unsearchable, withoutLength } from "./responseHeaders.ts";
import { hostPolicy } from "./rules/hostPolicy.ts";
import { AnswerBody, type BodyPlace } from "./scrub/answerBody.ts";
import type { PatternSet } from "./scrub/patternSet.ts";
import { scrubField } from "./scrub/scrubField.ts";
import type { Running } from "./sessionState.ts";
import { UpstreamError } from "./upstreamConnector.ts";
import { describeUpstreamError } from "./upstreamFailure.ts";
import type { UpstreamController, UpstreamHandler } from "./upstreamPool.ts";
import type { Route } from "./upstreamRoute.ts";
import { createUsageMeter, type UsageMeter } from "./usageMeter.ts";

/** Methods that a server may be asked a second time: the connection broke before anything came back. */
const repeatable = new Set(["GET", "HEAD", "OPTIONS"]);

const ascii = /^[\x20-\x7e\t]*$/;

/** One request between a client and an upstream, with back-pressure and abort in both directions. */
export class ForwardedExchange implements Running, UpstreamHandler {
  readonly #with: Forwarding;
  readonly #route: Route;
  readonly #headers: string[];
  /** What the answer is searched for; null where it may hold no secret of ours. */
  readonly #patterns: PatternSet | null;
  readonly #body: BodyRelay | null;
  #controller: UpstreamController | null = null;
  #meter: UsageMeter | null = null;
  #searched: AnswerBody | null = null;
  #trailers: [string, string][] = [];
  #delivered = false;
  #ended = false;
  #tries = 0;
  /** The upstream's answer has begun; `#answered` when the client's has. */
  #begun = false;
  #answered = false;
  /** The head of an answer that is sent only when all of it was read. */
  #heldHead: (() => void) | null = null;

  constructor(forwarding: Forwarding, route: Route, headers: string[], patterns: PatternSet | null) {
    this.#with = forwarding;
    this.#route = route;
    this.#headers = headers;
    this.#patterns = patterns;
    this.#body = forwarding.request.hasBody ? new BodyRelay(bodySource(forwarding), guardOf(forwarding)) : null;
  }

  start(): void {
    const { response, expectsContinue, incoming } = this.#with;
    response.sendDate = false;
    response.on("close", () => this.#clientGone());
    response.on("drain", () => (this.#searched ? this.#searched.drained() : this.#controller?.resume()));
    response.on("error", () => {});
    if (!this.#body) incoming.resume();
    if (expectsContinue) response.writeContinue();
    if (this.#with.model) this.#countModelRequest(1);
    this.#dispatch();
  }

  #dispatch(): void {
    const { state, request } = this.#with;
    this.#tries++;
    try {
      const { method, target: path } = request;
      state.pools.dispatch(this.#route, { method, path, headers: this.#headers, body: this.#body }, this);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  cut(reason: "off" | "session_ended"): void {
    if (this.#ended) return;
    if (reason === "off") this.#with.record.decision = "off";
    this.#finish(reason);
    resetClient(this.#with.client);
    this.#controller?.abort(new Error(reason));
  }

  onRequestStart(controller: UpstreamController): void {
    this.#controller = controller;
    if (this.#ended) controller.abort(new Error("ended"));
  }

  onResponseStart(controller: UpstreamController, status: number, _: unknown, statusText?: string): void {
    if (this.#ended) return;
    const { record, response, state, model } = this.#with;
    const head = filterHeaders(controller.rawHeaders as Buffer[], this.#patterns);
    const { fields, contentType } = head;
    const reason = scrubField(Buffer.from(statusText ?? "", "latin1"), this.#patterns);
    record.scrubbed += head.scrubbed + reason.matches;
    if (status < 200) {
      sendInterim(this.#with.incoming, response, `${status} ${reason.text}`, fields);
      return;
    }
    if (status === 407 && this.#route.absoluteVia) {
      // Passed on, it would look like ours: the client would send its session's secret again.
      this.#fail(new UpstreamError("corporate_proxy", "The proxy of the host's environment wants other credentials."));
      controller.abort(new Error("corporate_proxy"));
      return;
    }
    const problem = this.#patterns && unsearchable(status, head);
    if (problem) {
      this.#fail(new UpstreamError("upstream_encoding", problem));
      controller.abort(new Error("upstream_encoding"));
      return;
    }
    record.firstByte();
    this.#begun = true;
    const issuer = status < 300 ? this.#issuer() : null;
    const place = this.#place(controller);
    const { issued } = this.#with.session;
    const into = issuer === null ? place : withStandIns(place, issued, issuer);
    if (this.#patterns) this.#searched = new AnswerBody(into, this.#patterns, head.codings);
    if (model && (this.#patterns || head.codings.length === 0)) this.#meter = createUsageMeter(contentType);
    const sent = issuer === null ? fields : withoutLength(fields);
    const answer = (): void => {
      record.responseCode = status;
      this.#answered = true;
      response.writeHead(status, reason.text, sent);
    };
    if (issuer === null) {
      answer();
      queueMicrotask(() => this.#flushHead(sent));
    } else this.#heldHead = answer;
    for (const { credentialId } of this.#with.verdict.injections) {
      state.emit({ type: "credential", credentialId, status, at: new Date().toISOString() });
    }
  }

  /** The credential with which this request asked for tokens; null when it did not. */
  #issuer(): string | null {
    const { state, request, verdict } = this.#with;
    const { injections } = hostPolicy(state.policy, request.host, request.port);
    const [planned] = verdict.injections;
    return planned && injections.some(({ issuesTokens }) => issuesTokens) ? planned.credentialId : null;
  }

  /**
   * The first event of a stream may be a minute away, so the head does not wait for it. When the body came in the same
   * piece they left together, in one TLS record.
   */
  #flushHead(fields: readonly string[]): void {
    const { response } = this.#with;
    if (this.#ended || this.#delivered) return;
    if (this.#searched?.isWaiting) {
      queueMicrotask(() => this.#flushHead(fields));
      return;
    }
    // Node flushes a lone head as UTF-8, which would alter bytes beyond ASCII; such a head waits for its body.
    if (fields.every((text) => ascii.test(text))) response.flushHeaders();
  }

  onResponseData(controller: UpstreamController, chunk: Buffer): void {
    if (this.#ended) return;
    this.#with.record.responseBytes += chunk.length;
    noteRelayedBytes(chunk.length);
    if (this.#searched) this.#searched.write(chunk);
    else if (!this.#deliver(chunk)) controller.pause();
  }

  #deliver(piece: Buffer): boolean {
    this.#sendHeldHead();
    this.#delivered = true;
    this.#meter?.feed(piece);
    return this.#with.response.write(piece);
  }

  /** Between the upstream and the client, where a body is searched. */
  #place(controller: UpstreamController): BodyPlace {
    return {
      deliver: (piece) => !this.#ended && this.#deliver(piece),
      done: () => this.#complete(),
      failed: (error) => {
        this.#fail(new UpstreamError("upstream_encoding", error.message));
        controller.abort(error);
      },
      pause: () => controller.pause(),
      resume: () => controller.resume(),
    };
  }

  onResponseEnd(controller: UpstreamController): void {
    if (this.#ended) return;
    const raw = controller.rawTrailers as Buffer[] | null | undefined;
    if (raw && raw.length > 0) {
      const { pairs, scrubbed } = filterTrailers(raw, this.#patterns);
      this.#trailers = pairs;
      this.#with.record.scrubbed += scrubbed;
    }
    if (this.#searched) this.#searched.end();
    else this.#complete();
  }

  #sendHeldHead(): void {
    this.#heldHead?.();
    this.#heldHead = null;
  }

  #complete(): void {
    if (this.#ended) return;
    this.#sendHeldHead();
    const { response } = this.#with;
    if (this.#trailers.length > 0) response.addTrailers(this.#trailers);
    response.end();
    this.#finish(null);
  }

  onResponseError(_: unknown, error: Error): void {
    this.#fail(error);
  }

  #fail(error: Error): void {
    if (this.#ended) return;
    const { request, response, record, client } = this.#with;
    const failure = describeUpstreamError(error, this.#answered);
    const untouched = !this.#begun && (this.#body?.sent ?? 0) === 0 && this.#body === null;
    if (failure.connectionLost && untouched && repeatable.has(request.method) && this.#tries === 1) {
      this.#dispatch();
      return;
    }
    if (this.#answered) {
      // Ending the answer here would make a truncated one look whole.
      this.#finish(failure.error);
      resetClient(client);
      return;
    }
    record.responseCode = failure.refusal.status;
    if (failure.refusal.status === 403 || failure.refusal.status === 400) {
      record.decision = "deny";
      record.rule = failure.refusal.rule;
      record.reason = failure.refusal.reason;
    }
    this.#finish(failure.error);
    sendRefusal(response, failure.refusal, request.hasBody);
  }

  #clientGone(): void {
    if (this.#ended) return;
    this.#finish("client_abort");
    this.#controller?.abort(new Error("client_abort"));
    this.#body?.destroy();
  }

  #countModelRequest(change: number): void {
    const { session, state } = this.#with;
    session.openModelRequests += change;
    state.emit({ type: "modelRequests", sessionId: session.id, open: session.openModelRequests });
  }

  /** An upstream that sends secrets back is something to know of. */
  #noteScrubbed(): void {
    const { state, session, record, request } = this.#with;
    record.scrubbed += this.#searched?.matches ?? 0;
    this.#searched?.destroy();
    if (record.scrubbed === 0) return;
    const { credentials } = hostPolicy(state.policy, request.host, request.port);
    const credentialIds = [...new Set(credentials.map(({ credentialId }) => credentialId))];
    const finding = `The answer held the value of a credential (${credentialIds.join(", ")}), which was replaced.`;
    record.reason = record.reason === null ? finding : `${record.reason} ${finding}`;
    state.emit({ type: "scrubbed", sessionId: session.id, host: request.host, credentialIds, count: record.scrubbed });
  }

  #finish(error: string | null): void {
    this.#ended = true;
    const { state, session, record, model } = this.#with;
    this.#noteScrubbed();
    session.running.delete(this);
    state.inFlight.delete(record);
    if (model) this.#countModelRequest(-1);
    record.requestBytes = this.#body?.sent ?? 0;
    const metered = this.#meter?.result();
    if (metered) {
      record.usage = metered.usage;
      record.costUsd = costUsd(metered.usage, metered.oneHourTokens);
    }
    record.end(error);
  }
}
