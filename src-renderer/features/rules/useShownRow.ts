import { type RefObject, useEffect } from "react";

/** Brings the row that the address names into sight, once it is there. */
export function useShownRow(list: RefObject<HTMLElement | null>, name: string): void {
  useEffect(() => {
    if (name === "") return;
    list.current?.querySelector(`[data-rule="${CSS.escape(name)}"]`)?.scrollIntoView({ block: "center" });
  }, [list, name]);
}
