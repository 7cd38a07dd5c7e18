import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { toast } from "sonner";
import { agentNames } from "../../../src-shared/model/session.ts";
import { client } from "../../connection/connection.ts";
import { go, sessionAddress, setSearch } from "../../state/route.ts";
import { useSessions } from "../../state/sessions.ts";
import { Failure } from "../../ui/Bar.tsx";
import { Button } from "../../ui/Button.tsx";
import { Sheet } from "../../ui/Dialog.tsx";
import { Choices, Field, inputClass } from "../../ui/Field.tsx";
import { runKey } from "../../ui/keyboard.ts";
import { noteCreated, problemsOf, setDraft, toCommand, toInput, useDraft } from "./draft.ts";
import { type Progress, ProgressList } from "./ProgressList.tsx";
import { PromptField } from "./PromptField.tsx";
import { RepositoryField } from "./RepositoryField.tsx";

/** A new session. Closing keeps what was filled in. */
export default function CreateSheet() {
  const draft = useDraft((state) => state.draft);
  const sessions = useSessions((state) => state.sessions);
  const [submitted, setSubmitted] = useState(false);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [error, setError] = useState<Error | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const taken = new Set([...(sessions?.values() ?? [])].map(({ name }) => name));
  const problems = problemsOf(draft, taken);
  const recent = useQuery({ queryKey: ["repositories"], queryFn: () => client().sessions.recentRepositories({}) });
  const close = (): void => setSearch("new", null);

  const create = async (open: boolean): Promise<void> => {
    setSubmitted(true);
    if (Object.keys(problems).length > 0) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
      return;
    }
    setError(null);
    setProgress({ steps: [], since: Date.now() });
    try {
      for await (const event of client().sessions.createWithProgress(toInput(draft))) {
        if (event.type === "step") {
          setProgress((before) => ({
            since: before?.since ?? Date.now(),
            steps: [...(before?.steps ?? []), event.step],
          }));
          continue;
        }
        noteCreated(draft);
        if (open) go(sessionAddress(event.session.name));
        else close();
        toast(`${event.session.name} runs.`);
      }
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setProgress(null);
    }
  };

  return (
    <Sheet title="New session" onClose={close}>
      <form
        ref={form}
        onSubmit={(event) => event.preventDefault()}
        onKeyDown={(event) => runKey(event, { "Mod+Enter": () => void create(true) })}
        className="flex min-h-0 flex-1 flex-col"
      >
        <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-auto p-4" inert={progress !== null}>
          <RepositoryField
            value={draft.repository}
            recent={recent.data?.map(({ path }) => path) ?? []}
            problem={problems.repository ?? null}
            onChange={(repository) => setDraft({ repository })}
          />
          <PromptField value={draft.prompt} problem={submitted ? (problems.prompt ?? null) : null} />
          <Field
            label="Name"
            hint={draft.name === "" ? "Empty: a name is made up." : "Free."}
            problem={problems.name ?? null}
          >
            {(attributes) => (
              <input
                {...attributes}
                data-field
                value={draft.name}
                spellCheck={false}
                autoComplete="off"
                onChange={(event) => setDraft({ name: event.target.value })}
                className={`${inputClass} font-mono`}
              />
            )}
          </Field>
          <div className="flex flex-wrap gap-6">
            <Choices
              label="Agent"
              value={draft.agent}
              options={agentNames.map((agent) => [agent, agent] as const)}
              onChange={(agent) => setDraft({ agent })}
            />
            <Choices
              label="Mode"
              value={draft.mode}
              options={[
                ["interactive", "terminal"],
                ["print", "print"],
              ]}
              onChange={(mode) => setDraft({ mode })}
            />
          </div>
          <div className="flex flex-wrap gap-6">
            <Choices
              label="Network"
              value={draft.network}
              options={[
                ["locked", "locked"],
                ["open", "open"],
              ]}
              onChange={(network) => setDraft({ network })}
            />
            <Choices
              label="May do"
              value={draft.accessMode}
              options={[
                ["read", "read"],
                ["propose", "propose"],
                ["write", "write"],
              ]}
              onChange={(accessMode) => setDraft({ accessMode })}
            />
          </div>
          {draft.network === "open" && (
            <p className="rounded-panel border border-warn/40 bg-warn-tint p-2 text-warn">
              This session can reach any address. It still holds no credential.
            </p>
          )}
          <details className="flex flex-col gap-4">
            <summary className="text-text2">Image, limits, environment</summary>
            <div className="flex flex-col gap-4 pt-3">
              <Field label="Image" hint="Empty: the agent image.">
                {(attributes) => (
                  <input
                    {...attributes}
                    data-field
                    value={draft.image}
                    onChange={(event) => setDraft({ image: event.target.value })}
                    className={`${inputClass} font-mono`}
                  />
                )}
              </Field>
              <div className="grid grid-cols-3 gap-4">
                {(
                  [
                    ["cpus", "Cores"],
                    ["memoryGib", "Memory, GiB"],
                    ["pids", "Processes"],
                  ] as const
                ).map(([name, label]) => (
                  <Field key={name} label={label} problem={problems[name] ?? null}>
                    {(attributes) => (
                      <input
                        {...attributes}
                        data-field
                        inputMode="decimal"
                        value={draft[name]}
                        onChange={(event) => setDraft({ [name]: event.target.value })}
                        className={inputClass}
                      />
                    )}
                  </Field>
                ))}
              </div>
              <Field
                label="Environment"
                hint="NAME=value, one a line. Never a real token."
                problem={problems.environment ?? null}
              >
                {(attributes) => (
                  <textarea
                    {...attributes}
                    data-field
                    rows={3}
                    spellCheck={false}
                    value={draft.environment}
                    onChange={(event) => setDraft({ environment: event.target.value })}
                    className={`${inputClass} h-auto py-1 font-mono text-small`}
                  />
                )}
              </Field>
            </div>
          </details>
          {error && <Failure error={error} />}
        </div>
        {progress && <ProgressList progress={progress} />}
        <footer className="flex shrink-0 flex-col gap-2 border-t border-line p-4">
          <div className="flex items-start gap-2">
            <code className="max-h-12 min-w-0 flex-1 overflow-auto break-words font-mono text-small text-text3">
              {toCommand(draft)}
            </code>
            <Button
              small
              kind="quiet"
              onClick={() => void navigator.clipboard.writeText(toCommand(draft)).then(() => toast("Copied."))}
            >
              Copy
            </Button>
          </div>
          <div className="flex justify-end gap-2">
            <Button kind="quiet" keys="Escape" onClick={close}>
              {progress ? "Hide" : "Close"}
            </Button>
            <Button disabled={progress !== null} onClick={() => void create(false)}>
              Create, stay here
            </Button>
            <Button kind="primary" disabled={progress !== null} onClick={() => void create(true)}>
              {error ? "Try again" : "Create and open"}
            </Button>
          </div>
        </footer>
      </form>
    </Sheet>
  );
}
