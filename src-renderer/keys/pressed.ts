import { combinationOf } from "./combination.ts";
import { isMac } from "./platform.ts";

/** The combination of an event, as the table of keys writes it. */
export function pressed(event: KeyboardEvent | React.KeyboardEvent): string {
  const native = "nativeEvent" in event ? event.nativeEvent : event;
  return combinationOf(native, isMac, isInTerminal(native.target));
}

export function isInTerminal(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest(".xterm") !== null;
}

/** True for what the app may mean, and a program in a terminal cannot have. */
export function isForTheApp(event: KeyboardEvent): boolean {
  return pressed(event).startsWith("Mod+");
}

/** True where letters belong to what is typed. */
export function takesText(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest("input:not([type=checkbox],[type=radio]), textarea, select, .xterm") !== null)
  );
}
