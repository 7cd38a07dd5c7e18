import { useCallback, useState } from "react";

/** Where the focus was before something opened, and before what it was opened from. */
interface Origin {
  readonly element: HTMLElement | null;
  readonly before: Origin | null;
}

const origins = new WeakMap<Element, Origin>();

/**
 * For something that takes the focus: gives it back to where it was when it closes. A dialog that another one opened
 * and made way for leads back to where the first was opened from. Where a person is by then already, nothing moves.
 */
export function useFocusReturn(): {
  readonly ref: (content: HTMLElement | null) => void;
  readonly onCloseAutoFocus: (event: Event) => void;
} {
  const [origin] = useState<Origin>(() => {
    const element = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    const opener = element?.closest("[role=dialog],[role=alertdialog],[role=menu]");
    return { element, before: (opener && origins.get(opener)) ?? null };
  });
  const ref = useCallback(
    (content: HTMLElement | null) => {
      if (content) origins.set(content, origin);
    },
    [origin],
  );
  const onCloseAutoFocus = useCallback(
    (event: Event) => {
      event.preventDefault();
      const { activeElement } = document;
      if (activeElement && activeElement !== document.body && !(event.target as Node | null)?.contains(activeElement)) {
        return;
      }
      for (let at: Origin | null = origin; at; at = at.before) {
        if (!at.element?.isConnected || at.element === document.body) continue;
        at.element.focus();
        return;
      }
      document.querySelector<HTMLElement>("[data-row-list]")?.focus();
    },
    [origin],
  );
  return { ref, onCloseAutoFocus };
}
