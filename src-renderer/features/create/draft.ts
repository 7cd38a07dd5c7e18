import { create } from "zustand";
import { persist } from "zustand/middleware";
import type { CreateSessionInput } from "../../../src-shared/contract/sessions.ts";
import { readRepositoryGiven } from "../../../src-shared/format/repositoryUrl.ts";
import {
  type AccessMode,
  type Agent,
  type NetworkMode,
  sessionNamePattern,
} from "../../../src-shared/model/session.ts";

/** What a person has filled in for a new session. Text as typed: it is turned into numbers on the way out. */
export interface Draft {
  readonly repository: string;
  /** Branch, tag or commit that the session begins from; empty: what is checked out, or an address's default. */
  readonly base: string;
  readonly prompt: string;
  readonly name: string;
  readonly agent: Agent;
  readonly mode: "interactive" | "print";
  readonly network: NetworkMode;
  readonly accessMode: AccessMode;
  readonly image: string;
  readonly cpus: string;
  readonly memoryGib: string;
  readonly pids: string;
  readonly readOnlyRoot: boolean;
  readonly environment: string;
}

interface DraftState {
  readonly draft: Draft;
  /** Prompts that were used, newest first. */
  readonly prompts: readonly string[];
}

export const freshDraft: Draft = {
  repository: "",
  base: "",
  prompt: "",
  name: "",
  agent: "claude",
  mode: "interactive",
  network: "locked",
  accessMode: "write",
  image: "",
  cpus: "2",
  memoryGib: "4",
  pids: "1024",
  readOnlyRoot: false,
  environment: "",
};

const keptPrompts = 30;

/** The last choices are remembered; variables are not, for they may be private. */
export const useDraft = create<DraftState>()(
  persist((): DraftState => ({ draft: freshDraft, prompts: [] }), {
    name: "clauderon.create",
    version: 1,
    // A choice that came with a newer version begins as a fresh one.
    merge: (kept, now) => {
      const { draft, prompts } = (kept ?? {}) as Partial<DraftState>;
      return { draft: { ...now.draft, ...draft }, prompts: prompts ?? [] };
    },
    // An address with a password in it is refused, and not kept either.
    partialize: ({ draft, prompts }) => ({
      draft: { ...draft, environment: "", repository: /:\/\/[^/]*@/.test(draft.repository) ? "" : draft.repository },
      prompts,
    }),
  }),
);

export function setDraft(part: Partial<Draft>): void {
  useDraft.setState(({ draft }) => ({ draft: { ...draft, ...part } }));
}

/** A password comes with an address that is pasted: it is left out at once. Returns whether there was one. */
export function setRepository(given: string): boolean {
  const read = readRepositoryGiven(given);
  const without = read.kind === "refused" ? read.without : null;
  setDraft({ repository: without ?? given, base: "" });
  return without !== null;
}

/** After a session was made: its choices stay, its name and prompt do not. */
export function noteCreated({ prompt }: Draft): void {
  useDraft.setState(({ draft, prompts }) => ({
    draft: { ...draft, base: "", name: "", prompt: "", environment: "" },
    prompts:
      prompt.trim() === "" ? prompts : [prompt, ...prompts.filter((one) => one !== prompt)].slice(0, keptPrompts),
  }));
}

export type Problems = Partial<Record<keyof Draft, string>>;

const secretLike = /(sk-ant-|sk-proj-|ghp_|gho_|github_pat_|glpat-|xox[abp]-|npm_|AKIA[0-9A-Z]{12})[\w-]{8,}/;

/** What is wrong, field by field; empty when a session can be made. */
export function problemsOf(draft: Draft, takenNames: ReadonlySet<string>): Problems {
  const problems: Problems = {};
  if (draft.name !== "") {
    if (!sessionNamePattern.test(draft.name))
      problems.name = "1 to 63 of a-z, 0-9 and -, beginning with a letter or digit.";
    else if (takenNames.has(draft.name)) problems.name = `There is a session ${draft.name} already.`;
  }
  const given = readRepositoryGiven(draft.repository);
  if (given.kind === "refused") problems.repository = `${given.problem} ${given.hint}`;
  else if (given.kind === "path" && draft.repository !== "" && !/^([/~]|[A-Za-z]:\\)/.test(draft.repository)) {
    problems.repository = "Give the whole path of a folder on this machine, or an https:// address.";
  }
  if (draft.mode === "print" && draft.prompt.trim() === "") problems.prompt = "Print mode answers a prompt: write one.";
  if (!(Number(draft.cpus) > 0)) problems.cpus = "A number of cores, such as 2 or 0.5.";
  if (!(Number(draft.memoryGib) >= 0.0625)) problems.memoryGib = "At least 0.0625 GiB.";
  if (!(Number.isInteger(Number(draft.pids)) && Number(draft.pids) >= 16))
    problems.pids = "A whole number of at least 16.";
  for (const line of draft.environment.split("\n").filter((one) => one.trim() !== "")) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*=/.test(line)) problems.environment = `“${line.slice(0, 30)}” is not NAME=value.`;
    else if (secretLike.test(line)) {
      problems.environment =
        "This looks like a real token. Store it under Credentials; the session gets a placeholder.";
    }
  }
  return problems;
}

/** The address that is filled in, as HTTPS; null for a path. */
export function addressIn({ repository }: Draft): { readonly url: string; readonly name: string } | null {
  const given = readRepositoryGiven(repository);
  return given.kind === "url" ? given : null;
}

function repositoryOf(draft: Draft): Pick<CreateSessionInput, "repositoryPath" | "repositoryUrl"> {
  const address = addressIn(draft);
  if (address !== null) return { repositoryUrl: address.url };
  return draft.repository === "" ? {} : { repositoryPath: draft.repository };
}

export function toInput(draft: Draft): CreateSessionInput {
  const lines = draft.environment.split("\n").filter((line) => line.trim() !== "");
  const env = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
  return {
    agent: draft.agent,
    mode: draft.mode,
    network: draft.network,
    accessMode: draft.accessMode,
    readOnlyRoot: draft.readOnlyRoot,
    limits: {
      cpus: Number(draft.cpus),
      memoryBytes: Math.round(Number(draft.memoryGib) * 1024 ** 3),
      pids: Number(draft.pids),
    },
    env,
    ...(draft.name === "" ? {} : { name: draft.name }),
    ...(draft.prompt.trim() === "" ? {} : { prompt: draft.prompt }),
    ...repositoryOf(draft),
    ...(draft.repository === "" || draft.base === "" ? {} : { base: draft.base }),
    ...(draft.image === "" ? {} : { image: draft.image }),
  };
}

/** The command that does the same; values of variables stay out of it. */
export function toCommand(draft: Draft): string {
  const quote = (text: string): string => (/^[\w./:@=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const words = ["clauderon", "create"];
  const add = (option: string, value: string): void => void words.push(`--${option}`, quote(value));
  if (draft.name) add("name", draft.name);
  if (draft.mode === "print") words.push("--print");
  if (draft.agent !== "claude") add("agent", draft.agent);
  if (draft.repository) add("repo", addressIn(draft)?.url ?? draft.repository);
  if (draft.repository && draft.base) add("base", draft.base);
  if (draft.network !== "locked") add("network", draft.network);
  if (draft.accessMode !== "write") add("access-mode", draft.accessMode);
  if (draft.readOnlyRoot) words.push("--read-only");
  if (draft.image) add("image", draft.image);
  if (draft.cpus !== freshDraft.cpus) add("cpus", draft.cpus);
  if (draft.memoryGib !== freshDraft.memoryGib) add("memory", `${draft.memoryGib}g`);
  for (const name of Object.keys(toInput(draft).env ?? {})) words.push("--env", `${name}=…`);
  if (draft.prompt.trim()) add("prompt", draft.prompt.trim());
  return words.join(" ");
}
