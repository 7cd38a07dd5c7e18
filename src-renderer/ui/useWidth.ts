import { type RefCallback, useCallback, useRef, useState } from "react";

/** The width of an element, as it is laid out; 0 before. */
export function useWidth<E extends HTMLElement>(): readonly [ref: RefCallback<E>, width: number] {
  const [width, setWidth] = useState(0);
  const observer = useRef<ResizeObserver | null>(null);
  const ref = useCallback((element: E | null) => {
    observer.current?.disconnect();
    if (!element) return;
    setWidth(element.clientWidth);
    observer.current = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.current.observe(element);
  }, []);
  return [ref, width];
}
