import { expect, it } from "vitest";
import { type AttentionState, attentionFor } from "../../../src-shared/model/attention.ts";
import { makeApproval } from "../../helpers/approval.ts";
import { makeSession } from "../../helpers/session.ts";

const working = makeSession({ id: "a", name: "a", activity: "working" });
const waiting = makeSession({ id: "b", name: "b", activity: "waiting" });
const notStarted = makeSession({ id: "c", name: "c", state: "error" });
const calm: AttentionState = {
  isUp: true,
  isProxyOn: true,
  sessions: [working],
  waiting: [],
  isTokenRejected: false,
};

it.each([
  ["nobody needs anybody", {}, { mark: "on", count: 0 }],
  ["a session waits", { sessions: [working, waiting] }, { mark: "attention", count: 1 }],
  ["one was not started", { sessions: [working, notStarted] }, { mark: "attention", count: 1 }],
  ["a request is held", { waiting: [makeApproval({ sessionId: "a" })] }, { mark: "attention", count: 1 }],
  [
    "a session waits because its request does",
    { sessions: [waiting], waiting: [makeApproval({ sessionId: "b" })] },
    { mark: "attention", count: 1 },
  ],
  ["a token was rejected, which is nobody's turn", { isTokenRejected: true }, { mark: "attention", count: 0 }],
  ["the proxy is off, whoever waits", { isProxyOn: false, sessions: [waiting] }, { mark: "off", count: 1 }],
  ["nothing can be reached, whatever else", { isUp: false, isProxyOn: false }, { mark: "down", count: 0 }],
] as [string, Partial<AttentionState>, ReturnType<typeof attentionFor>][])("%s", (_case, change, expected) => {
  expect(attentionFor({ ...calm, ...change })).toEqual(expected);
});
