import { readRepositoryGiven } from "../../../src-shared/format/repositoryUrl.ts";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { cloneExit } from "./cloneScript.ts";

/** How a clone ended that did not come about. All but the first two was written by the untrusted side. */
export interface CloneEnd {
  readonly url: string;
  readonly base: string | null;
  readonly sessionName: string;
  /** Whether a credential for GitHub has a value. */
  readonly hasGithub: boolean;
  readonly exitCode: number;
  /** Heads of the last answers that git got: status lines, and the proxy's word on a refusal. */
  readonly answers: string;
  /** The last lines of git's standard error, printable. */
  readonly lines: readonly string[];
}

/** Who refused, and what to do about it, in words for a person. */
export function cloneFailure(end: CloneEnd): AppError {
  const { url, base, exitCode } = end;
  const words = end.lines.join("\n");
  if (exitCode === cloneExit.noCommit) {
    return new AppError(
      "usage",
      `${url} has no commit yet, or no branch by default.`,
      "Make a first commit there, or name a branch with --base.",
    );
  }
  if (exitCode === cloneExit.noBase || /Remote branch .* not found/.test(words)) {
    return new AppError(
      "usage",
      `${url} has no branch, tag or commit ${base ?? ""}.`,
      `\`git ls-remote ${url}\` lists its branches and tags.`,
    );
  }
  if (/No space left on device|Disk quota exceeded/i.test(words)) {
    return new AppError("disk_full", `There is no room on the disk for ${url}.`, "Free some space, then try again.");
  }
  if (exitCode === 137 || /died of signal 9|out of memory/i.test(words)) {
    return new AppError(
      "unavailable",
      `Git ran out of the session's memory while it cloned ${url}.`,
      "Give the session more with --memory, or clone it on this machine and give its path.",
    );
  }
  const { status, rule } = lastAnswer(end.answers);
  if (status !== null && status >= 300 && status < 400) return moved(end);
  if (rule !== null) return refusedByProxy(end, rule);
  const asksForCredential = /could not read (Username|Password)|Authentication failed/.test(words);
  if (asksForCredential || status === 401 || status === 403 || status === 404) return notAllowed(end, status);
  const host = new URL(url).host;
  if (/Operation too slow|early EOF|unexpected disconnect|RPC failed|transfer closed/i.test(words)) {
    return new AppError("unavailable", `${host} stopped sending ${url} before its end.`, "Try again.");
  }
  if (status !== null && status >= 500) {
    return new AppError("unavailable", `${host} answered ${status} when ${url} was cloned.`, "Try again later.");
  }
  const said = end.lines.findLast((line) => line.startsWith("fatal: "))?.slice(7) ?? end.lines.at(-1) ?? "nothing";
  return new AppError(
    "unavailable",
    `${url} could not be cloned. Git said: ${said.slice(0, 200)}`,
    requestsOf(end.sessionName),
  );
}

/** Where the last answer says that the repository is now; null where it says no such thing, or nothing that could be cloned. */
export function movedTo(answers: string): string | null {
  const last = answers.slice(answers.lastIndexOf("HTTP/"));
  const place = /location: *(\S+)/i.exec(last)?.[1] ?? "";
  const read = readRepositoryGiven(place.replace(/\/info\/refs(\?.*)?$/, ""));
  return read.kind === "url" ? read.url : null;
}

function moved({ url, answers }: CloneEnd): AppError {
  const place = movedTo(answers);
  return new AppError(
    "not_found",
    `${url} has moved${place === null ? "" : ` to ${place}, as its server says`}.`,
    "Give the new address, if it is the repository that you mean.",
  );
}

/** The last status, and the proxy's rule if it was the proxy that said it. */
function lastAnswer(answers: string): { status: number | null; rule: string | null } {
  let [status, rule]: [number | null, string | null] = [null, null];
  for (const line of answers.split("\n")) {
    const code = /HTTP\/[0-9.]+ ([0-9]{3})/.exec(line)?.[1];
    if (code !== undefined) [status, rule] = [Number(code), null];
    rule = /x-clauderon-denied: *([a-z0-9.-]{1,64})/i.exec(line)?.[1] ?? rule;
  }
  return { status, rule };
}

function refusedByProxy({ url, sessionName }: CloneEnd, rule: string): AppError {
  const { host, hostname } = new URL(url);
  switch (rule) {
    case "proxy-off":
      return new AppError(
        "unavailable",
        `The proxy is off, so ${url} was not cloned.`,
        "Switch it on with `clauderon proxy enable`, then try again.",
      );
    case "no-credential":
      return new AppError(
        "no_credential",
        `The credential for ${host} has no value.`,
        "`clauderon credentials` says which; `clauderon credentials set ID` stores it.",
      );
    case "port":
    case "private-address":
      return new AppError(
        "unavailable",
        `The proxy does not let sessions reach ${host}: ${rule === "port" ? "its port" : "its address"} is not a public one.`,
        `Allow it in config.toml by a [[rule]] with host = "${hostname}".`,
      );
    case "upstream-unreachable":
    case "upstream-timeout":
    case "upstream-reset":
      return new AppError(
        "unavailable",
        `${host} cannot be reached from this machine.`,
        "Look at the address and at this machine's network, then try again.",
      );
    default:
      return new AppError(
        "unavailable",
        `The proxy refused to clone ${url}, by ${rule}.`,
        `${requestsOf(sessionName)} \`clauderon rules\` lists the rules.`,
      );
  }
}

function notAllowed({ url, hasGithub, lines }: CloneEnd, status: number | null): AppError {
  const host = new URL(url).host;
  const answered = status === null ? "" : ` (${status})`;
  if (host !== "github.com") {
    if (status === 404) return new AppError("not_found", `${host} has no repository ${url}${answered}.`, lookAtIt);
    return new AppError(
      "no_credential",
      `${host} wants a credential for ${url}${answered}, and git in a session has one for github.com only.`,
      "Clone it on this machine, and give its path.",
    );
  }
  if (!hasGithub) {
    return new AppError(
      "no_credential",
      `${url} does not exist, or is private: the credential github has no value, so nobody but the public can read it.`,
      "Store a token with `clauderon credentials set github`, then try again.",
    );
  }
  if (status === 401 || lines.some((line) => line.includes("Authentication failed"))) {
    return new AppError(
      "credential_rejected",
      `GitHub rejected your credential github${answered}.`,
      "`clauderon credentials test github` looks at it; `clauderon credentials set github` replaces it.",
    );
  }
  return new AppError(
    "not_found",
    `${url} does not exist, or your credential github may not read it${answered}.`,
    "Look at the address, and at which repositories the token is for.",
  );
}

const lookAtIt = "Look at the address.";
const requestsOf = (name: string): string => `\`clauderon audit --session ${name}\` shows its requests.`;
