import { type Session, sourceOf } from "../../../src-shared/model/session.ts";
import { setSearch } from "../../state/route.ts";
import { setDraft } from "./draft.ts";

/** Opens the form for a new session, filled in as another one was made. */
export function cloneIntoDraft(session: Session): void {
  setDraft({
    repository: session.repository === null ? "" : sourceOf(session.repository),
    prompt: session.prompt ?? "",
    base: "",
    name: "",
    agent: session.agent,
    mode: session.mode === "print" ? "print" : "interactive",
    network: session.network,
    accessMode: session.accessMode,
    cpus: String(session.limits.cpus),
    memoryGib: String(Number((session.limits.memoryBytes / 1024 ** 3).toFixed(4))),
    pids: String(session.limits.pids),
    readOnlyRoot: session.readOnlyRoot,
    environment: Object.entries(session.env)
      .map(([name, value]) => `${name}=${value}`)
      .join("\n"),
  });
  setSearch("new", "");
}
