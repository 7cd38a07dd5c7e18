import type { Inbox } from "../../../src-shared/contract/approvals.ts";
import type { Approval, ApprovalOutcome, DecidedApproval, Grant } from "../../../src-shared/model/approval.ts";
import type { PolicyRule } from "../../../src-shared/model/policy.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { makeApproval } from "../approval.ts";
import type { FakeHandlers } from "../fakeDaemon.ts";
import { invented } from "./people.ts";
import { Said } from "./said.ts";

/** An inbox without a proxy: questions are put into it, and answers change it as the real one does. */
export class FakeInbox {
  #inbox: Inbox = { waiting: [], refused: [], decided: [] };
  #made: Grant[] = [];
  readonly #news = new Said<Inbox>();
  readonly handlers: NonNullable<FakeHandlers["approvals"]>;

  constructor(start: Partial<Inbox> = {}) {
    this.#inbox = { ...this.#inbox, ...start };
    const inbox = (): Inbox => this.#inbox;
    const news = this.#news;
    this.handlers = {
      list: inbox,
      watch: async function* (_input, { signal }) {
        yield inbox();
        yield* news.hear(signal);
      },
      preview: ({ id }) => {
        const { host = "", method = "" } =
          [...this.#inbox.waiting, ...this.#inbox.refused].find((one) => one.id === id) ?? {};
        const lines = [
          "[[rule]] # from an approval",
          `host = "${host}"`,
          `methods = ["${method}"]`,
          'action = "allow"',
        ];
        return { toml: `${lines.join("\n")}\n`, matches: 3 };
      },
      answer: ({ id, answer }) => {
        const decided = this.end(id, answer, "browser");
        if (answer !== "session" && answer !== "always") return { decided, grant: null };
        return { decided, grant: this.#grant(decided, answer === "session") };
      },
      grants: () => this.#made,
      revoke: ({ grant }) => {
        const found = this.#made.find(({ id }) => id === grant);
        if (!found) throw new AppError("not_found", `There is no grant ${grant}.`);
        this.#made = this.#made.filter((one) => one !== found);
        return found;
      },
    };
  }

  get waiting(): readonly Approval[] {
    return this.#inbox.waiting;
  }

  ask(approval: Approval): void {
    this.#say({ ...this.#inbox, waiting: [...this.#inbox.waiting, approval] });
  }

  end(id: string, outcome: ApprovalOutcome, by: string | null): DecidedApproval {
    const approval = this.#inbox.waiting.find((one) => one.id === id);
    if (!approval) throw new AppError("conflict", `The request of approval ${id} no longer waits.`);
    const decided = { ...approval, outcome, decidedBy: by, decidedAt: new Date().toISOString() };
    this.#say({
      ...this.#inbox,
      waiting: this.#inbox.waiting.filter((one) => one !== approval),
      decided: [decided, ...this.#inbox.decided],
    });
    return decided;
  }

  #grant({ sessionId, sessionName, host, method, rulePath }: DecidedApproval, own: boolean): Grant {
    const id = this.#made.length + 1;
    const grant: Grant = {
      id,
      rule: {
        host,
        port: 443,
        methods: [method],
        path: rulePath,
        action: "allow",
        reason: null,
        source: `grant ${id}`,
      },
      sessionId: own ? sessionId : null,
      sessionName: own ? sessionName : null,
      createdAt: new Date().toISOString(),
      createdBy: "browser",
    };
    this.#made = [...this.#made, grant];
    return grant;
  }

  /** The rules of the grants that stand. */
  rules(): PolicyRule[] {
    return this.#made.map(({ rule }) => rule);
  }

  #say(inbox: Inbox): void {
    this.#inbox = inbox;
    this.#news.say(inbox);
  }
}

const minute = 60_000;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const decided = (name: string, host: string, outcome: ApprovalOutcome, minutes: number): DecidedApproval => ({
  ...makeApproval({ id: `d${name.slice(0, 7)}`, sessionId: invented(name).id, sessionName: name, host, path: "/" }),
  outcome,
  decidedBy: outcome === "timeout" ? null : "app",
  decidedAt: ago(minutes * minute),
});

/** What may wait on a morning: one held, one that comes again, one refused, and some decided. */
export function morningInbox(): Partial<Inbox> {
  const { id: sessionId } = invented("ledger-export");
  const openapi = invented("openapi-codegen");
  const flaky = invented("flaky-ci-5127");
  return {
    waiting: [
      makeApproval({
        id: "k3x9q2m7",
        path: "/repos/northquay/ledger/keys",
        rulePath: "/repos/northquay/ledger/keys",
        contentType: "application/json",
        contentLength: 1_204,
        sessionId,
        sessionName: "ledger-export",
        reason: "A deploy key gives access after this session has ended, and Clauderon cannot take it back.",
        askedAt: ago(38_000),
        expiresAt: new Date(Date.now() + 82_000).toISOString(),
      }),
      makeApproval({
        id: "q7hw3m2a",
        sessionId: openapi.id,
        sessionName: "openapi-codegen",
        method: "PUT",
        host: "schemas.northquay.dev",
        path: "/v3/harbor?overwrite=REDACTED",
        rulePath: "/v3/harbor",
        credentialId: null,
        rule: "config.toml:58",
        reason: "PUT schemas.northquay.dev/v3/harbor needs the user's approval (config.toml:58).",
        held: false,
        expiresAt: new Date(Date.now() + 11 * minute).toISOString(),
      }),
    ],
    refused: [
      {
        id: "refused-128409",
        sessionId: flaky.id,
        sessionName: "flaky-ci-5127",
        method: "POST",
        scheme: "https",
        host: "httpbin.org",
        port: 443,
        path: "/post",
        rule: "access-read",
        reason: 'This session\'s access mode is "read", and POST httpbin.org/post could change something.',
        count: 3,
        lastAt: ago(27_000),
      },
    ],
    decided: [
      decided("perf-order-index", "status.northquay.dev", "session", 32),
      decided("upgrade-react-19", "api.github.com", "deny", 48),
      decided("docs-sweep", "fonts.googleapis.com", "timeout", 114),
      decided("infra-plan", "sts.amazonaws.com", "deny", 141),
    ],
  };
}
