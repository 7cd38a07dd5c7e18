import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { toast } from "sonner";
import type { DataReport } from "../../../src-shared/contract/sessions.ts";
import { daysKept } from "../../../src-shared/model/deletedSession.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import { client } from "../../connection/connection.ts";
import { plural } from "../../format/formats.ts";
import { neutralise } from "../../format/neutralise.ts";
import { Button } from "../../ui/Button.tsx";
import { DangerDialog } from "../../ui/Dialog.tsx";
import { Outside, Prose } from "../../ui/Outside.tsx";
import { useDialogs } from "../shell/dialogs.ts";
import { deleteSessions } from "./deletions.ts";

/** What became of a push: where the branch is now, or why it is not. */
type Pushed = { readonly to: string } | { readonly problem: string };

/** Says for each session, from its real state, what deleting keeps and destroys, before anything happens. */
export function DeleteDialog({ sessions }: { readonly sessions: readonly Session[] }) {
  const close = (): void => useDialogs.setState({ deleting: [] });
  const queries = useQueryClient();
  const cancel = useRef<HTMLButtonElement>(null);
  const [pushed, setPushed] = useState<Readonly<Record<string, Pushed>>>({});
  const [isPushing, setPushing] = useState(false);
  const previews = useQueries({
    queries: sessions.map(({ id }) => ({
      queryKey: ["delete preview", id],
      queryFn: () => client().sessions.deletePreview({ session: id }),
      gcTime: 0,
    })),
  });
  const ready = !isPushing && previews.every(({ isPending }) => !isPending);
  const atRisk = previews.some(({ data, isError }) => isError || (data?.unsaved.length ?? 0) > 0);
  const pushable = sessions.filter((_, at) => previews[at]?.data?.push);
  const title =
    sessions.length === 1 ? `Delete ${sessions[0]?.name}?` : `Delete ${plural(sessions.length, "session")}?`;

  const confirm = (): void => {
    close();
    void deleteSessions(sessions, atRisk);
  };
  const push = async (): Promise<void> => {
    setPushing(true);
    for (const { id } of pushable) {
      const outcome = await client()
        .sessions.push({ session: id })
        .then(
          ({ branch, remote }): Pushed => ({ to: `${branch} is at ${remote} now.` }),
          (error: Error): Pushed => ({ problem: [error.message, hintOf(error)].filter(Boolean).join(" ") }),
        );
      if (useDialogs.getState().deleting !== sessions) {
        // The dialog was left meanwhile: what became of it is told all the same, and no more is begun.
        if ("to" in outcome) toast(`Pushed: ${neutralise(outcome.to, 300)}`);
        else toast.error(neutralise(outcome.problem, 600));
        return;
      }
      setPushed((before) => ({ ...before, [id]: outcome }));
      await queries.refetchQueries({ queryKey: ["delete preview", id] });
    }
    setPushing(false);
    // The button may be gone with what there was to push.
    cancel.current?.focus();
  };

  return (
    <DangerDialog
      title={title}
      confirm={atRisk ? "Delete anyway" : "Delete"}
      ready={ready}
      cancelRef={cancel}
      extra={
        (pushable.length > 0 || isPushing) && (
          <Button aria-disabled={isPushing} onClick={() => !isPushing && void push()}>
            {isPushing ? "Pushing…" : sessions.length === 1 ? "Push branch first" : "Push branches first"}
          </Button>
        )
      }
      onConfirm={confirm}
      onClose={close}
    >
      {sessions.map(({ id, name }, at) => {
        const { data, error } = previews[at] ?? {};
        return (
          <section key={id} aria-label={name} className="flex flex-col gap-1">
            {sessions.length > 1 && <h3 className="font-mono font-medium text-text">{name}</h3>}
            {!data && !error && <p>Looking for unsaved work…</p>}
            {error && <p className="text-danger">{error.message} What is not known to be saved counts as unsaved.</p>}
            {data && <Report report={data} />}
            <PushNote pushed={pushed[id]} />
          </section>
        );
      })}
    </DangerDialog>
  );
}

function Report({ report: { unsaved, destroys, keeps } }: { readonly report: DataReport }) {
  return (
    <>
      {unsaved.length > 0 && (
        <div className="rounded-panel bg-danger-tint p-2 text-danger">
          <p className="font-medium">Work that exists nowhere else{atRiskWords(unsaved)}:</p>
          <ul className="font-mono text-small">
            {unsaved.map((line) => (
              <li key={line}>
                <Outside text={line} />
              </li>
            ))}
          </ul>
          <p className="text-small">In {daysKept} days it is gone for good.</p>
        </div>
      )}
      <p>
        <strong className="font-semibold text-text">Destroys</strong> {list(destroys)}.
      </p>
      <p>
        <strong className="font-semibold text-text">Keeps</strong> {list(keeps)}.
      </p>
    </>
  );
}

function PushNote({ pushed }: { readonly pushed: Pushed | undefined }) {
  if (!pushed) return null;
  if ("to" in pushed) {
    return (
      <p role="status" className="text-text">
        Pushed: <Outside text={pushed.to} limit={300} />
      </p>
    );
  }
  return (
    <p role="alert" className="text-danger">
      <Prose text={pushed.problem} limit={600} />
    </p>
  );
}

const hintOf = (error: Error): string | null => (error as { hint?: string | null }).hint ?? null;

/** How much of what kind, where the core says so of each line. */
function atRiskWords(unsaved: readonly string[]): string {
  const files = unsaved.filter((line) => line.startsWith("uncommitted: ")).length;
  const commits = unsaved.filter((line) => line.startsWith("unpushed commit: ")).length;
  const parts = [
    ...(files > 0 ? [plural(files, "uncommitted file")] : []),
    ...(commits > 0 ? [`${plural(commits, "commit")} not pushed anywhere`] : []),
  ];
  return parts.length > 0 ? `, ${parts.join(" and ")}` : "";
}

function list(items: readonly string[]): string {
  return items.length === 0 ? "nothing" : items.join("; ");
}
