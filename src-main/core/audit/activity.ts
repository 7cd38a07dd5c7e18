import type { ActivityEvent } from "../../../src-shared/contract/audit.ts";
import type { AuditSurvey, RangeTotals } from "./auditSurvey.ts";

const minuteMs = 60_000;
const minutes = 10;

const nothing: RangeTotals = {
  requests: 0,
  denials: 0,
  injected: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheTokens: 0,
  costUsd: 0,
};

/** Records that are summed in one turn of the thread: a few milliseconds. */
const sumSpan = 10_000;

/** Counters for the screens. Today's sum is carried on from look to look, so that a look reads new records only. */
export class Activity {
  readonly #survey: AuditSurvey;
  #day = "";
  #summedTo = 0;
  #today = nothing;
  #looking: Promise<ActivityEvent> | null = null;

  constructor(survey: AuditSurvey) {
    this.#survey = survey;
  }

  /** Looks of several callers at once are one look. */
  look(now: Date): Promise<ActivityEvent> {
    this.#looking ??= this.#look(now).finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #look(now: Date): Promise<ActivityEvent> {
    const today = await this.#sumToday(now);
    return { today, perMinute: this.#perMinute(now), sessions: this.#survey.bySession() };
  }

  async #sumToday(now: Date): Promise<RangeTotals> {
    const { newestSeq } = this.#survey.bounds();
    const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString();
    if (midnight !== this.#day || newestSeq < this.#summedTo) {
      this.#day = midnight;
      this.#summedTo = this.#survey.firstSince(midnight) - 1;
      this.#today = nothing;
    }
    while (newestSeq > this.#summedTo) {
      const to = Math.min(newestSeq, this.#summedTo + sumSpan);
      this.#today = add(this.#today, this.#survey.sum(this.#summedTo + 1, to));
      this.#summedTo = to;
      if (to < newestSeq) await new Promise((resolve) => setImmediate(resolve));
    }
    return this.#today;
  }

  #perMinute(now: Date): number[] {
    const end = Math.ceil(now.getTime() / minuteMs) * minuteMs;
    const edges = Array.from({ length: minutes + 1 }, (_, at) =>
      this.#survey.firstSince(new Date(end - (minutes - at) * minuteMs).toISOString()),
    );
    return edges.slice(1).map((edge, at) => edge - (edges[at] ?? edge));
  }
}

function add(one: RangeTotals, other: RangeTotals): RangeTotals {
  return {
    requests: one.requests + other.requests,
    denials: one.denials + other.denials,
    injected: one.injected + other.injected,
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    cacheTokens: one.cacheTokens + other.cacheTokens,
    costUsd: one.costUsd + other.costUsd,
  };
}
