import { useQuery } from "@tanstack/react-query";
import { eventWords } from "../../../src-shared/format/sessionEvents.ts";
import type { Session } from "../../../src-shared/model/session.ts";
import { client } from "../../connection/connection.ts";
import { age, exactTime } from "../../format/formats.ts";
import { useNow } from "../../state/clock.ts";
import { Failure, Loading } from "../../ui/Bar.tsx";
import { Outside } from "../../ui/Outside.tsx";

/** What happened to the session, newest first, each with its reason. */
export function Timeline({ session }: { readonly session: Session }) {
  const now = useNow();
  const { id, state, activity, accessMode, containerId } = session;
  const { data, error, refetch } = useQuery({
    queryKey: ["timeline", id, state, activity, accessMode, containerId],
    queryFn: () => client().sessions.timeline({ session: id }),
    placeholderData: (before) => before,
    staleTime: 0,
  });
  if (error) return <Failure error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={4} />;
  if (data.length === 0) return <p className="p-4 text-text3">Nothing has been noted yet.</p>;
  return (
    <ol aria-label="Timeline, newest first" className="py-2">
      {data.toReversed().map(({ at, what, reason }) => (
        <li key={at} className="grid grid-cols-[64px_minmax(0,1fr)] gap-2 px-4 py-1">
          <time dateTime={at} title={exactTime(at)} className="text-right text-text3">
            {age(Date.parse(at), now)}
          </time>
          <span className="min-w-0">
            {eventWords(what)}
            {reason && (
              <span className="block text-small text-text2">
                <Outside text={reason} limit={400} />
              </span>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}
