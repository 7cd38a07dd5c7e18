import { useQueries } from "@tanstack/react-query";
import { toast } from "sonner";
import type { Session } from "../../../src-shared/model/session.ts";
import { client } from "../../connection/connection.ts";
import { plural } from "../../format/formats.ts";
import { DangerDialog } from "../../ui/Dialog.tsx";
import { Outside } from "../../ui/Outside.tsx";
import { useDialogs } from "../shell/dialogs.ts";

/** Says for each session, from its real state, what deleting keeps and destroys, before anything happens. */
export function DeleteDialog({ sessions }: { readonly sessions: readonly Session[] }) {
  const close = (): void => useDialogs.setState({ deleting: [] });
  const previews = useQueries({
    queries: sessions.map(({ id }) => ({
      queryKey: ["delete preview", id],
      queryFn: () => client().sessions.deletePreview({ session: id }),
      gcTime: 0,
    })),
  });
  const ready = previews.every(({ isPending }) => !isPending);
  const atRisk = previews.some(({ data, isError }) => isError || (data?.unsaved.length ?? 0) > 0);
  const title =
    sessions.length === 1 ? `Delete ${sessions[0]?.name}?` : `Delete ${plural(sessions.length, "session")}?`;

  const confirm = async (): Promise<void> => {
    close();
    for (const { id, name } of sessions) {
      await client()
        .sessions.delete({ session: id, force: atRisk })
        .then(
          () => toast(`Deleted ${name}. Its audit records are kept.`),
          (error: Error) => toast.error(error.message),
        );
    }
  };

  return (
    <DangerDialog
      title={title}
      confirm={atRisk ? "Delete anyway" : "Delete"}
      ready={ready}
      onConfirm={() => void confirm()}
      onClose={close}
    >
      {sessions.map(({ id, name }, at) => {
        const { data, error } = previews[at] ?? {};
        return (
          <section key={id} aria-label={name} className="flex flex-col gap-1">
            {sessions.length > 1 && <h3 className="font-mono font-medium text-text">{name}</h3>}
            {!data && !error && <p>Looking for unsaved work…</p>}
            {error && <p className="text-danger">{error.message} What is not known to be saved counts as unsaved.</p>}
            {data && (
              <>
                {data.unsaved.length > 0 && (
                  <div className="rounded-panel bg-danger-tint p-2 text-danger">
                    <p className="font-medium">Work that exists nowhere else{atRiskWords(data.unsaved)}:</p>
                    <ul className="font-mono text-small">
                      {data.unsaved.map((line) => (
                        <li key={line}>
                          <Outside text={line} />
                        </li>
                      ))}
                    </ul>
                  </div>
                )}
                <p>
                  <strong className="font-semibold text-text">Destroys</strong> {list(data.destroys)}.
                </p>
                <p>
                  <strong className="font-semibold text-text">Keeps</strong> {list(data.keeps)}.
                </p>
              </>
            )}
          </section>
        );
      })}
    </DangerDialog>
  );
}

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
