import type { SessionDetail } from "../../../src-shared/contract/sessions.ts";
import type { Approval } from "../../../src-shared/model/approval.ts";
import { type Disk, notFetchedName, sourceOf } from "../../../src-shared/model/session.ts";
import { placeText, timeLeft } from "../approvalText.ts";
import { type CommandSpec, sessionArgument } from "../command.ts";
import { escapeLine } from "../output/escape.ts";
import { formatMemory } from "../output/formats.ts";
import { selfTestLine, selfTestLines } from "../selfTestText.ts";
import { stateText } from "../sessionText.ts";

export const showCommand: CommandSpec = {
  name: "show",
  summary: "show one session: state, workspace, network self-test, mounts, environment",
  arguments: [sessionArgument],
  json: true,
  examples: ["clauderon show fix-retry", "clauderon show fix-retry --json | jq .mounts"],
  async run({ words, json, output, connect }) {
    const client = await connect();
    const session = await client.sessions.get({ session: words[0] ?? "" });
    const { waiting } = await client.approvals.list({});
    const approvals = waiting.filter(({ sessionId }) => sessionId === session.id);
    if (json) await output.json({ ...session, approvals });
    else await output.line(describe(session, approvals, new Date()));
    return 0;
  },
};

function describe(session: SessionDetail, approvals: readonly Approval[], now: Date): string {
  const { repository, limits } = session;
  const pairs: readonly (readonly [string, string | null])[] = [
    ["name", session.name],
    ["id", session.id],
    ["state", stateText(session)],
    ["error", session.error],
    ["agent", `${session.agent}, ${session.mode}`],
    ["access", session.accessMode],
    ["network", session.network === "open" ? "open (not locked to the proxy)" : session.network],
    ["self-test", session.selfTest && selfTestLine(session.selfTest)],
    ["image", session.image],
    ["container", session.containerName],
    ["prompt", session.prompt],
    ["repository", repository && `${sourceOf(repository)} on branch ${repository.branch}, from ${repository.base}`],
    ["not there", repository?.notFetched?.map((kind) => notFetchedName[kind]).join(", ") || null],
    ["workdir", session.workdir],
    ["home", session.home],
    ["uploads", session.uploads],
    ["limits", `${limits.cpus} CPUs, ${formatMemory(limits.memoryBytes)}, ${limits.pids} processes`],
    ["disk", session.disk && diskLine(session.disk)],
    ["image root", session.readOnlyRoot ? "read-only" : null],
    ["created", session.createdAt],
    ["started", session.startedAt],
    ["ended", session.endedAt],
  ];
  const lines = pairs.flatMap(([key, value]) => (value ? [`${key.padEnd(11)} ${escapeLine(value)}`] : []));
  const mounts = session.mounts.map((mount) =>
    escapeLine(`  ${mount.target} <- ${mount.source}${mount.readOnly ? " (read-only)" : ""}`),
  );
  const asked = approvals.map((one) =>
    escapeLine(`  ${one.id} ${placeText(one)}, ${one.held ? "held" : "asked about"}, ${timeLeft(one.expiresAt, now)}`),
  );
  const variables = Object.entries(session.containerEnv).map(([key, value]) => escapeLine(`  ${key}=${value}`));
  const attempts = selfTestLines(session.selfTest).map(escapeLine);
  return [
    ...lines,
    ...(asked.length > 0 ? ["waits for your answer (`clauderon approvals list`)", ...asked] : []),
    ...(attempts.length > 0 ? ["network self-test", ...attempts] : []),
    ...(mounts.length > 0 ? ["mounts", ...mounts] : []),
    ...(variables.length > 0 ? ["environment", ...variables] : []),
  ].join("\n");
}

function diskLine({ bytes, softBytes, hardBytes, state }: Disk): string {
  const used = `${formatMemory(bytes)} written, ${formatMemory(hardBytes)} stop it`;
  return state === "ok" ? used : `${used}; over the soft limit of ${formatMemory(softBytes)}`;
}
