import { usePreferences } from "../../state/preferences.ts";

/** Sessions for which a person does not want to be asked any more, as long as the app is open. */
const unasked = new Set<string>();

export function asksBeforePasting(session: string): boolean {
  return usePreferences.getState().confirmPaste && !unasked.has(session);
}

export function askBeforePasting(session: string, ask: boolean): void {
  if (ask) unasked.delete(session);
  else unasked.add(session);
}
