import { create } from "zustand";
import type { DeletedSession } from "../../../src-shared/model/deletedSession.ts";
import type { Session } from "../../../src-shared/model/session.ts";

/** What is open over the screen. One at a time, besides the palette. */
interface Dialogs {
  readonly palette: boolean;
  readonly keys: boolean;
  readonly deleting: readonly Session[];
  /** A deleted session that needs another name to come back. */
  readonly restoring: DeletedSession | null;
  /** A deleted session whose copy is to be destroyed. */
  readonly purging: DeletedSession | null;
  /** The session that is to get an open network. */
  readonly opening: Session | null;
  /** What takes the room on the disk. */
  readonly space: boolean;
  readonly proxyOff: boolean;
  /** The sidebar, in a window with no room for it beside the screen. */
  readonly sidebar: boolean;
  /** The list under the bell. */
  readonly notices: boolean;
}

/** Windows in which the sidebar lies over the screen. */
export const tooNarrowForSidebar = "(width < 800px)";

export const useDialogs = create<Dialogs>(() => ({
  palette: false,
  keys: false,
  deleting: [],
  restoring: null,
  purging: null,
  opening: null,
  space: false,
  proxyOff: false,
  sidebar: false,
  notices: false,
}));
