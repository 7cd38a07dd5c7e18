import { RotateCw } from "lucide-react";
import type { Session } from "../../../../src-shared/model/session.ts";
import { plural } from "../../../format/formats.ts";
import { setSearch } from "../../../state/route.ts";
import { Failure, Loading } from "../../../ui/Bar.tsx";
import { Button, IconButton } from "../../../ui/Button.tsx";
import { FileLine } from "./FileLine.tsx";
import { useChanges } from "./useChanges.ts";

/** The files that the session has changed; each opens its difference. */
export function Files({ session }: { readonly session: Session }) {
  const { data, error, isFetching, refetch } = useChanges(session);
  if (session.repository === null) return <p className="p-4 text-text3">The session was made without a repository.</p>;
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={4} />;
  const { totals, files } = data;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex min-h-9 shrink-0 items-center gap-2 px-3 text-small">
        <p className="min-w-0 flex-1 truncate text-text2">
          {totals.files === 0 ? "Nothing is changed" : plural(totals.files, "file")}
          {totals.uncommitted > 0 && `, ${totals.uncommitted} uncommitted`}
          {totals.unpushed > 0 && `, ${plural(totals.unpushed, "unpushed commit")}`}
        </p>
        <IconButton label="Look again" onClick={() => void refetch()}>
          <RotateCw size={13} aria-hidden className={isFetching ? "turning" : undefined} />
        </IconButton>
        {files.length > 0 && (
          <Button small onClick={() => setSearch("diff", "")}>
            Diff
          </Button>
        )}
      </div>
      <ul aria-label="Changed files" className="min-h-0 flex-1 overflow-auto">
        {files.map((file) => (
          <li key={file.path}>
            <FileLine file={file} chosen={false} onChoose={() => setSearch("diff", file.path)} />
          </li>
        ))}
      </ul>
      {totals.files > files.length && (
        <p className="shrink-0 border-t border-line px-3 py-2 text-small text-text3">
          The first {files.length} of {totals.files} are listed.
        </p>
      )}
    </div>
  );
}
