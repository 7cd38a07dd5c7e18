import { getSystemErrorName } from "node:util";
import type { SelfTestAttempt } from "../../../../src-shared/model/selfTest.ts";
import { isolationProblem } from "../isolation.ts";
import { dnsWentOut } from "./packets.ts";
import type { Expectation, Trial } from "./trials.ts";

/** What the probe told of one trial: how far it came, and what it heard. */
export interface ProbeLine {
  readonly id: string;
  readonly stage: string;
  readonly errno: number;
  readonly bytes: Buffer;
}

/** Whether packets leave silently here (an internal network drops them), or cannot leave at all. */
export type Strictness = "unreachable" | "silent";

interface Outcome {
  readonly outcome: string;
  readonly ok: boolean;
}

/** Null where the probe did not come to its end: then nothing it said counts. */
export function parseProbe(text: string): Map<string, ProbeLine> | null {
  const lines = new Map<string, ProbeLine>();
  for (const line of text.split("\n")) {
    const match = /^(\S+) ([a-z]+) (\d+) (-|[0-9a-f]*)$/.exec(line);
    if (!match) continue;
    const [, id = "", stage = "", errno = "", bytes = "-"] = match;
    lines.set(id, { id, stage, errno: Number(errno), bytes: Buffer.from(bytes === "-" ? "" : bytes, "hex") });
  }
  return lines.has("end") ? lines : null;
}

/** The attempts as they are shown. A trial that the probe said nothing of has failed. */
export function judge(
  trials: readonly Trial[],
  said: ReadonlyMap<string, ProbeLine>,
  strictness: Strictness,
): SelfTestAttempt[] {
  return trials.flatMap((trial) => {
    if (trial.expects === "devices") return [attempt(trial, devices(said, strictness))];
    const own = said.get(trial.id);
    if (trial.line[0] !== "resolvers") return [attempt(trial, own ? outcome(trial.expects, own, strictness) : untold)];
    return own ? configuredResolvers(trial, said, strictness) : [attempt(trial, untold)];
  });
}

const untold: Outcome = { outcome: "was not tried", ok: false };

function attempt({ id, expects, title, target }: Trial, judged: Outcome): SelfTestAttempt {
  const isControl = expects === "heard" || expects === "proxy" || expects === "stranger";
  return { id, kind: isControl ? "control" : "escape", title, target, ...judged };
}

function configuredResolvers(
  trial: Trial,
  said: ReadonlyMap<string, ProbeLine>,
  strictness: Strictness,
): SelfTestAttempt[] {
  const found = [...said.values()].filter(({ id }) => id.startsWith(`${trial.id}/`));
  if (found.length === 0) return [attempt(trial, { outcome: "none", ok: true })];
  return found.map((line) => {
    const [, transport = "", address = ""] = line.id.split("/");
    const expects = address.startsWith("127.") ? "resolver" : "away";
    const shown = {
      ...trial,
      id: line.id.replaceAll("/", "."),
      target: `${address}:53 over ${transport.toUpperCase()}`,
    };
    return attempt({ ...shown, title: "A configured DNS server" }, outcome(expects, line, strictness));
  });
}

/** The kernel's own word on what leads out of the namespace. */
function devices(said: ReadonlyMap<string, ProbeLine>, strictness: Strictness): Outcome {
  if (strictness === "silent") return { outcome: "one, of an internal network", ok: true };
  const text = (id: string): string => said.get(id)?.bytes.toString("latin1") ?? "";
  const problem = isolationProblem(text("file.devices"), text("file.routes"));
  return problem === null ? { outcome: "none", ok: true } : { outcome: problem.replace(/^it has /, ""), ok: false };
}

function outcome(expects: Expectation, line: ProbeLine, strictness: Strictness): Outcome {
  switch (expects) {
    case "heard":
      return line.stage === "answered" ? { outcome: "was heard", ok: true } : { outcome: unheard(line), ok: false };
    case "proxy":
      return proxyAnswer(line, /^HTTP\/1\.[01] \d/, "answers");
    case "stranger":
      return proxyAnswer(line, /^HTTP\/1\.[01] 407 /, "were refused (407)");
    case "resolver":
      if (line.stage === "answered" && !dnsWentOut(line.bytes.subarray(line.id.includes("tcp") ? 2 : 0)))
        return { outcome: "answers, but asks nobody", ok: true };
      return reached(line) && line.stage !== "sent"
        ? { outcome: "got an answer", ok: false }
        : { outcome: unheard(line), ok: true };
    case "own":
    case "socket":
    case "machine":
      return reached(line) ? { outcome: "got a connection", ok: false } : { outcome: unheard(line), ok: true };
    case "frames":
      return line.stage === "sent"
        ? { outcome: "was sent", ok: strictness === "silent" }
        : { outcome: unheard(line), ok: true };
    default:
      return away(line, strictness);
  }
}

function proxyAnswer(line: ProbeLine, expected: RegExp, words: string): Outcome {
  if (line.stage === "answered" && expected.test(line.bytes.toString("latin1"))) return { outcome: words, ok: true };
  if (line.stage !== "answered") return { outcome: unheard(line), ok: false };
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(line.bytes.toString("latin1"))?.[1];
  return { outcome: status ? `got ${status}` : "got an answer that is not the proxy's", ok: false };
}

/** Anything that comes from out there is a way out, a refusal just as well. */
function away(line: ProbeLine, strictness: Strictness): Outcome {
  if (line.stage === "answered" || line.stage === "closed") return { outcome: "got an answer", ok: false };
  if (line.stage === "connected") return { outcome: "got a connection", ok: false };
  if (refusedByPeer(line)) return { outcome: "was refused by something out there", ok: false };
  if (line.stage === "sent" || line.stage === "waiting") {
    return strictness === "silent" ? { outcome: "no answer", ok: true } : { outcome: "was sent", ok: false };
  }
  return { outcome: unheard(line), ok: true };
}

const reached = ({ stage }: ProbeLine): boolean => ["connected", "answered", "closed", "sent"].includes(stage);

function refusedByPeer(line: ProbeLine): boolean {
  return line.stage !== "socket" && ["ECONNREFUSED", "ECONNRESET"].includes(errorName(line.errno));
}

const words: Readonly<Record<string, string>> = {
  ENETUNREACH: "no route",
  EHOSTUNREACH: "no route",
  ENETDOWN: "no route",
  EADDRNOTAVAIL: "no route",
  ENODEV: "no device",
  ENXIO: "no device",
  ENOENT: "not there",
  ECONNREFUSED: "nobody there",
  ECONNRESET: "nobody there",
  EACCES: "not permitted",
  EPERM: "not permitted",
  EAFNOSUPPORT: "not supported",
  EPROTONOSUPPORT: "not supported",
  EINVAL: "not possible",
};

function unheard(line: ProbeLine): string {
  if (line.errno === 0) return "no answer";
  const name = errorName(line.errno);
  return words[name] ?? name;
}

function errorName(errno: number): string {
  if (errno === 0) return "";
  try {
    return getSystemErrorName(-errno);
  } catch {
    return `error ${errno}`;
  }
}
