import { type RefObject, useEffect, useState } from "react";
import { AnswerGate } from "./answerGate.ts";

/** A gate that watches one element: whether all of it is on the screen, of a window that a person sits at. */
export function useAnswerGate(element: RefObject<HTMLElement | null>): AnswerGate {
  const [gate] = useState(() => new AnswerGate());
  useEffect(() => {
    let whole = false;
    const look = (): void => gate.noteVisible(whole && document.hasFocus() && !document.hidden, performance.now());
    const observer = new IntersectionObserver(
      (entries) => {
        whole = (entries.at(-1)?.intersectionRatio ?? 0) >= 0.99;
        look();
      },
      { threshold: [0, 0.5, 0.99, 1] },
    );
    if (element.current) observer.observe(element.current);
    // Before any other listener: the card asks about the very key that is noted here.
    const onKey = (): void => gate.noteKey(performance.now());
    addEventListener("keydown", onKey, { capture: true });
    for (const event of ["focus", "blur"]) addEventListener(event, look);
    document.addEventListener("visibilitychange", look);
    return () => {
      observer.disconnect();
      removeEventListener("keydown", onKey, { capture: true });
      for (const event of ["focus", "blur"]) removeEventListener(event, look);
      document.removeEventListener("visibilitychange", look);
    };
  }, [gate, element]);
  return gate;
}
