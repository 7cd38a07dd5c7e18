import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import type { Session } from "../../../../src-shared/model/session.ts";
import { client } from "../../../connection/connection.ts";
import { diffTotals, plural } from "../../../format/formats.ts";
import { neutralise } from "../../../format/neutralise.ts";
import { setSearch } from "../../../state/route.ts";
import { Empty, Failure, Loading } from "../../../ui/Bar.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Dialog, Sheet } from "../../../ui/Dialog.tsx";
import { typeInto } from "../../sessions/typeInto.ts";
import { DiffTable } from "./DiffTable.tsx";
import { readDiff } from "./diffRows.ts";
import { FileLine } from "./FileLine.tsx";
import { useChanges } from "./useChanges.ts";

/** What the session has changed, file by file, side by side. `path` is the chosen file; empty for the first. */
export default function DiffSheet({ session, path }: { readonly session: Session; readonly path: string }) {
  const { data, error, refetch } = useChanges(session);
  const [prompt, setPrompt] = useState<string | null>(null);
  const files = data?.files ?? [];
  const chosen = files.find((file) => file.path === path) ?? files[0] ?? null;
  const close = (): void => setSearch("diff", null, { replace: true });
  const canComment = session.state === "running" && session.mode === "interactive";
  return (
    <Sheet
      wide
      title={`Changes of ${session.name}`}
      note={
        <span className="flex items-center gap-3 text-small text-text2">
          {data && (
            <span>
              {plural(data.totals.files, "file")} <span className="font-mono">{diffTotals(data.totals)}</span>
            </span>
          )}
          <Button small kind="quiet" keys="Escape" onClick={close}>
            Close
          </Button>
        </span>
      }
      onClose={close}
    >
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && files.length === 0 && <Empty title="Nothing is changed." />}
      {chosen && (
        <div className="flex min-h-0 flex-1">
          <ul
            aria-label="Changed files"
            className="@container w-72 shrink-0 overflow-auto border-r border-line py-1 max-[900px]:w-48"
          >
            {files.map((file) => (
              <li key={file.path}>
                <FileLine
                  file={file}
                  chosen={file === chosen}
                  onChoose={() => setSearch("diff", file.path, { replace: true })}
                />
              </li>
            ))}
          </ul>
          <FileDiffView
            key={chosen.path}
            session={session}
            path={chosen.path}
            onComment={canComment ? (line, comment) => setPrompt(`${chosen.path}:${line}: ${comment}`) : null}
          />
        </div>
      )}
      {prompt !== null && (
        <TypeDialog session={session} prompt={neutralise(prompt, 4000)} onClose={() => setPrompt(null)} />
      )}
    </Sheet>
  );
}

function FileDiffView(props: {
  readonly session: Session;
  readonly path: string;
  readonly onComment: ((line: number, comment: string) => void) | null;
}) {
  const { session, path, onComment } = props;
  const { data, error, refetch } = useQuery({
    queryKey: ["diff", session.id, path, session.startedAt, session.activity],
    queryFn: () => client().sessions.diff({ session: session.id, path }),
    placeholderData: (before) => before,
    gcTime: 0,
  });
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const { hunks, notes } = readDiff(data.text);
  return (
    <section aria-label={`Difference of ${neutralise(path)}`} tabIndex={0} className="min-w-0 flex-1 overflow-auto">
      {notes.map((note) => (
        <p key={note} className="px-3 py-2 font-mono text-small text-text3">
          {neutralise(note, 400)}
        </p>
      ))}
      {hunks.length === 0 && notes.length === 0 && <p className="px-3 py-2 text-text3">The file is empty.</p>}
      <DiffTable hunks={hunks} onComment={onComment} />
      {data.isCut && (
        <p className="border-t border-line px-3 py-2 text-small text-warn">
          The difference is longer than 200 kB; its end is not shown.
        </p>
      )}
    </section>
  );
}

/** A comment becomes a prompt: what would be typed is read first. */
function TypeDialog(props: { readonly session: Session; readonly prompt: string; readonly onClose: () => void }) {
  const { session, prompt, onClose } = props;
  const send = (): void => {
    onClose();
    typeInto(session.id, prompt).then(
      () => toast(`Typed into ${session.name}.`),
      (error: Error) => toast.error(error.message),
    );
  };
  return (
    <Dialog title={`Type this into ${session.name}?`} onClose={onClose}>
      <p className="break-words rounded-control border border-line bg-bg p-2 font-mono text-small">{prompt}</p>
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" onClick={send}>
          Type it
        </Button>
      </div>
    </Dialog>
  );
}
