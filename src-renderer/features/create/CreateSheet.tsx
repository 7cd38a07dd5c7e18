import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { toast } from "sonner";
import { agentNames } from "../../../src-shared/model/session.ts";
import { client } from "../../connection/connection.ts";
import { runCommand } from "../../keys/commands.ts";
import { go, sessionAddress, setSearch } from "../../state/route.ts";
import { useSessions } from "../../state/sessions.ts";
import { Button } from "../../ui/Button.tsx";
import { Sheet } from "../../ui/Dialog.tsx";
import { Choices, Field, inputClass, RadioList } from "../../ui/Field.tsx";
import { accessNotes } from "../sessions/AccessMenu.tsx";
import { AddressHints } from "./AddressHints.tsx";
import { CredentialChips } from "./CredentialChips.tsx";
import { startCreation } from "./creations.ts";
import { deriveName } from "./deriveName.ts";
import { addressIn, freshDraft, problemsOf, setDraft, setRepository, toCommand, useDraft } from "./draft.ts";
import { Limits } from "./Limits.tsx";
import { PromptField } from "./PromptField.tsx";
import { RepositoryField } from "./RepositoryField.tsx";
import { RepositoryHints } from "./RepositoryHints.tsx";
import { useHostRepository } from "./useHostRepository.ts";

const agentLabels = { claude: "Claude Code", codex: "Codex", gemini: "Gemini", shell: "Shell" };

/** A new session. Closing keeps what was filled in. */
export default function CreateSheet() {
  const draft = useDraft((state) => state.draft);
  const sessions = useSessions((state) => state.sessions);
  const [submitted, setSubmitted] = useState(false);
  const [isStripped, setStripped] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // What the last session was made of is filled in: then the prompt is what is missing.
  const [startsAtPrompt] = useState(draft.repository !== "");
  const taken = new Set([...(sessions?.values() ?? [])].map(({ name }) => name));
  const problems = problemsOf(draft, taken);
  const recent = useQuery({ queryKey: ["repositories"], queryFn: () => client().sessions.recentRepositories({}) });
  const close = (): void => setSearch("new", null);

  const address = addressIn(draft);
  const hostRepository = useHostRepository(
    problems.repository === undefined && address === null ? draft.repository : "",
  );
  const wrongRepository = problems.repository ?? hostRepository.error?.message ?? null;
  const name = draft.name === "" ? deriveName(draft, taken) : draft.name;
  const named = { ...draft, name };

  const create = (open: boolean): void => {
    setSubmitted(true);
    if (Object.keys(problems).length > 0 || wrongRepository !== null) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      return;
    }
    void startCreation(named);
    if (open) go(sessionAddress(name));
    else close();
  };

  return (
    <Sheet
      title="New session"
      note={
        <span className="flex items-center gap-2 text-small text-text3">
          {startsAtPrompt && "Filled in as your last session was"}
          <Button small kind="quiet" onClick={() => setDraft(freshDraft)}>
            Clear
          </Button>
        </span>
      }
      onClose={close}
    >
      <form
        ref={form}
        onSubmit={(event) => event.preventDefault()}
        onKeyDown={(event) => runCommand(event, { "create.create": () => create(true) })}
        className="flex min-h-0 flex-1 flex-col"
      >
        <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-auto p-4">
          <RepositoryField
            value={draft.repository}
            recent={recent.data?.map(({ source }) => source) ?? []}
            problem={wrongRepository}
            focusFirst={!startsAtPrompt}
            hint={
              address === null ? (
                "Cloned into the session on a branch of its own; your checkout is not mounted. Empty: no repository."
              ) : (
                <>
                  {address.url === draft.repository ? "It" : <span className="break-all font-mono">{address.url}</span>}{" "}
                  is cloned inside the session, through the proxy and on record.
                </>
              )
            }
            onChange={(given) => setStripped(setRepository(given))}
          />
          {hostRepository.data && <RepositoryHints repository={hostRepository.data} />}
          {address && <AddressHints url={address.url} isStripped={isStripped} />}
          <PromptField
            value={draft.prompt}
            problem={submitted ? (problems.prompt ?? null) : null}
            focusFirst={startsAtPrompt}
          />
          <Field
            beside
            label="Name"
            hint={`${draft.name === "" ? `Empty: ${name}.` : "Free."}${draft.repository === "" ? "" : ` Branch clauderon/${name}.`}`}
            problem={problems.name ?? null}
          >
            {(attributes) => (
              <input
                {...attributes}
                data-field
                value={draft.name}
                placeholder={name}
                spellCheck={false}
                autoComplete="off"
                onChange={(event) => setDraft({ name: event.target.value })}
                className={`${inputClass} font-mono`}
              />
            )}
          </Field>
          <div className="grid grid-cols-[116px_minmax(0,1fr)] gap-x-3">
            <span aria-hidden className="pt-1 text-text2">
              Agent
            </span>
            <div className="flex flex-wrap justify-between gap-2">
              <Choices
                bare
                label="Agent"
                value={draft.agent}
                options={agentNames.map((agent) => [agent, agentLabels[agent]] as const)}
                onChange={(agent) => setDraft({ agent })}
              />
              <Choices
                bare
                label="Mode"
                value={draft.mode}
                options={[
                  ["interactive", "Interactive"],
                  ["print", "Print"],
                ]}
                onChange={(mode) => setDraft({ mode })}
              />
            </div>
          </div>
          <RadioList
            label="Network"
            value={draft.network}
            options={[
              ["locked", "Locked", "The only way out is the proxy. Tested before the agent starts."],
              ["open", "Open", "Can reach any address. Still holds no credential.", true],
            ]}
            onChange={(network) => setDraft({ network })}
          />
          <RadioList
            label="May do"
            value={draft.accessMode}
            options={[
              ["read", "Read", accessNotes.read],
              ["propose", "Propose", accessNotes.propose],
              ["write", "Write", accessNotes.write],
            ]}
            onChange={(accessMode) => setDraft({ accessMode })}
          />
          <CredentialChips agent={draft.agent} repository={address?.name ?? hostRepository.data?.name ?? null} />
          <Limits problems={problems} />
          <Field
            beside
            label="Environment"
            hint="NAME=value, one a line. Never a real token."
            problem={problems.environment ?? null}
          >
            {(attributes) => (
              <textarea
                {...attributes}
                data-field
                rows={2}
                spellCheck={false}
                value={draft.environment}
                onChange={(event) => setDraft({ environment: event.target.value })}
                className={`${inputClass} h-auto resize-y py-1 font-mono text-small`}
              />
            )}
          </Field>
        </div>
        <footer className="flex shrink-0 flex-col gap-2 border-t border-line p-4">
          <div className="flex items-start gap-2">
            <code className="max-h-12 min-w-0 flex-1 overflow-auto break-words font-mono text-small text-text3">
              {toCommand(named)}
            </code>
            <Button
              small
              kind="quiet"
              onClick={() => void navigator.clipboard.writeText(toCommand(named)).then(() => toast("Copied."))}
            >
              Copy
            </Button>
          </div>
          <div className="flex flex-wrap justify-end gap-2">
            <Button kind="quiet" keys="Escape" onClick={close}>
              Close
            </Button>
            <Button onClick={() => create(false)}>Create, stay here</Button>
            <Button kind="primary" keys="create.create" onClick={() => create(true)}>
              Create and open
            </Button>
          </div>
        </footer>
      </form>
    </Sheet>
  );
}
