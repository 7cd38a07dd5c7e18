import { create } from "zustand";

/** The session of the row that the keys of the list work on; null while there is no such list. */
export const useFocusedSession = create<{ readonly id: string | null }>(() => ({ id: null }));
