import { useDialogs } from "../shell/dialogs.ts";

/*
 * The palette's code may still be on its way when a person types on: those letters are the palette's, and must not
 * reach the list below, where each one does something.
 */
let early = "";

useDialogs.subscribe(({ palette }) => {
  if (!palette) early = "";
});

/** What was typed so far, for the palette that now stands there. */
export const typedEarly = (): string => early;

function onKey(event: KeyboardEvent): void {
  if (!useDialogs.getState().palette || document.querySelector("[cmdk-input]")) return;
  // Keys of the browser, like the one that loads the page anew, stay its own.
  if (event.ctrlKey || event.metaKey || event.altKey || /^F\d/.test(event.key)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (event.key === "Escape") useDialogs.setState({ palette: false });
  else if (event.key === "Backspace") early = early.slice(0, -1);
  else if (event.key.length === 1) early += event.key;
}

/** Catches keys before anything else hears them. */
export function watchTypedEarly(): () => void {
  addEventListener("keydown", onKey, { capture: true });
  return () => removeEventListener("keydown", onKey, { capture: true });
}
