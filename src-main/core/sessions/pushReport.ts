export interface PushOutput {
  readonly isOverTime: boolean;
  /** As `git push --porcelain` says it. */
  readonly stdout: string;
  readonly stderr: string;
  /** Why the proxy refused the push, where it did. */
  readonly refusal: string | null;
}

export interface PushProblem {
  /** One sentence. */
  readonly reason: string;
  readonly hint: string | null;
}

const maxLength = 400;

/** Why a push failed, and what to do. What git and the remote said is not ours: one line of it, printable, bounded. */
export function pushProblem(
  output: PushOutput,
  session: { readonly name: string; readonly host: string },
): PushProblem {
  const { refusal } = output;
  if (refusal !== null) return { reason: sentence(printable(refusal)), hint: refusalHint(refusal, session.name) };
  const lines = output.stderr.split("\n").map(printable);
  const remote = lines.flatMap((line) => /^remote: (.+)$/.exec(line)?.[1] ?? []);
  if (output.isOverTime) {
    return { reason: "It took too long.", hint: "Push from the session's own shell, where you see it go on." };
  }
  const rejected = /^!\t[^\t\n]*\t\[(remote )?rejected\] \(([^\n]*)\)/m.exec(output.stdout);
  if (rejected && !rejected[1]) {
    return {
      reason: "The branch there has commits that this one lacks.",
      hint: "Merge them in the session, or push it under another name from its shell.",
    };
  }
  if (rejected) {
    return { reason: `The remote rejected it: ${sentence(printable(rejected[2] ?? ""))}`, hint: remote[0] ?? null };
  }
  const said = lines.join("\n");
  if (/Authentication failed|could not read (Username|Password)|error: 401/.test(said)) {
    return {
      reason: `${session.host} did not take what it was sent for who you are.`,
      hint: "`clauderon credentials list` shows which credential goes there; set or replace it.",
    };
  }
  if (/Could not resolve|Failed to connect|Connection (refused|reset|timed out)|error: 50\d/i.test(said)) {
    return {
      reason: `${session.host} could not be reached.`,
      hint: "`clauderon doctor` checks the proxy and its way out.",
    };
  }
  const last = lines.findLast((line) => /^(fatal|error): /.test(line))?.replace(/^(fatal|error): /, "");
  return { reason: sentence(last ?? "git did not say why"), hint: "Push from the session's own shell to see more." };
}

function refusalHint(refusal: string, name: string): string {
  return refusal.includes("access mode is")
    ? `\`clauderon access ${name} write\` lets it push.`
    : `\`clauderon audit --session ${name}\` shows the request; a rule in config.toml can allow it.`;
}

const printable = (text: string): string => {
  const safe = text.trim().replace(/[^\x20-\x7e]/g, "?");
  return safe.length > maxLength ? `${safe.slice(0, maxLength)}...` : safe;
};

const sentence = (text: string): string => (/[.?!]$/.test(text) ? text : `${text}.`);
