import { create } from "zustand";
import type { Session } from "../../../src-shared/model/session.ts";

/** What is open over the screen. One at a time, besides the palette. */
interface Dialogs {
  readonly palette: boolean;
  readonly keys: boolean;
  readonly deleting: readonly Session[];
  readonly proxyOff: boolean;
}

export const useDialogs = create<Dialogs>(() => ({ palette: false, keys: false, deleting: [], proxyOff: false }));
