import { useCallback, useEffect, useRef, useState } from "react";
import type { Session } from "../../../src-shared/model/session.ts";

const restMs = 2000;

/**
 * Rows keep their places while a person points at them or types: a new order waits until two seconds after the last
 * sign of a hand. New sessions come in and deleted ones go at once.
 */
export function useSteadyOrder(wanted: readonly Session[]) {
  const shown = useRef<readonly string[]>([]);
  const lastTouch = useRef(0);
  const [, draw] = useState(0);
  const touched = useCallback(() => {
    lastTouch.current = performance.now();
  }, []);
  const apply = useCallback(() => {
    lastTouch.current = 0;
    draw((count) => count + 1);
  }, []);

  const ids = wanted.map(({ id }) => id);
  const held = performance.now() - lastTouch.current < restMs;
  const sameSet = ids.length === shown.current.length && ids.every((id) => shown.current.includes(id));
  if (!held || !sameSet) shown.current = ids;
  const order = shown.current;
  const waiting = ids.filter((id, at) => order[at] !== id).length;

  useEffect(() => {
    if (waiting === 0) return;
    const timer = setTimeout(() => draw((count) => count + 1), restMs);
    return () => clearTimeout(timer);
  }, [waiting]);

  const byId = new Map(wanted.map((session) => [session.id, session]));
  return { rows: order.flatMap((id) => byId.get(id) ?? []), touched, waiting, apply };
}
