import { useQuery } from "@tanstack/react-query";
import type { Session } from "../../../../src-shared/model/session.ts";
import { client } from "../../../connection/connection.ts";

/** What became of a session's clone; looked at again when its agent comes to rest. */
export function useChanges({ id, state, activity, repository, startedAt }: Session) {
  const rests = state !== "running" || activity !== "working";
  return useQuery({
    queryKey: ["changes", id, startedAt, state, rests],
    queryFn: () => client().sessions.changes({ session: id }),
    enabled: repository !== null,
    placeholderData: (before) => before,
    staleTime: 0,
  });
}
