import { create } from "zustand";
import type { DeletedSession } from "../../src-shared/model/deletedSession.ts";
import { startFeed } from "../connection/feed.ts";

interface Deleted {
  /** Sessions that can be brought back, the last deleted first. */
  readonly deleted: readonly DeletedSession[];
  /** What was deleted here last, together: one undo brings all of it back. */
  readonly last: readonly DeletedSession[];
}

export const useDeleted = create<Deleted>(() => ({ deleted: [], last: [] }));

export function followDeleted(): () => void {
  return startFeed({
    open: (client) => client.sessions.watchDeleted({}),
    onEvent: ({ deleted }) => {
      const isThere = ({ id }: DeletedSession): boolean => deleted.some((one) => one.id === id);
      useDeleted.setState({ deleted, last: useDeleted.getState().last.filter(isThere) });
    },
  });
}
