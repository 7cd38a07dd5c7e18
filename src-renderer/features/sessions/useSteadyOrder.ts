import { useCallback, useEffect, useRef, useState } from "react";
import type { Session } from "../../../src-shared/model/session.ts";

const restMs = 2000;

/**
 * Rows keep their places, and their groups, while a person points at them or types: a new order waits until two seconds
 * after the last sign of a hand. New sessions come in and deleted ones go at once. `keyOf` names a session's group now;
 * what is returned names the one it is shown in. `chosen` says what order the person asked for: another one comes at once.
 */
export function useSteadyOrder(wanted: readonly Session[], keyOf: (session: Session) => string, chosen: string) {
  const shown = useRef<ReadonlyMap<string, string>>(new Map());
  const shownFor = useRef(chosen);
  const lastTouch = useRef(Number.NEGATIVE_INFINITY);
  const [, draw] = useState(0);
  const touched = useCallback(() => {
    lastTouch.current = performance.now();
  }, []);
  const apply = useCallback(() => {
    lastTouch.current = Number.NEGATIVE_INFINITY;
    draw((count) => count + 1);
  }, []);

  const isChosenNow = chosen !== shownFor.current;
  shownFor.current = chosen;
  const held = !isChosenNow && performance.now() - lastTouch.current < restMs;
  const sameSet = wanted.length === shown.current.size && wanted.every(({ id }) => shown.current.has(id));
  if (!held || !sameSet) shown.current = new Map(wanted.map((session) => [session.id, keyOf(session)]));
  const order = [...shown.current];
  const waiting = wanted.filter(
    (session, at) => order[at]?.[0] !== session.id || order[at]?.[1] !== keyOf(session),
  ).length;

  useEffect(() => {
    if (waiting === 0) return;
    const timer = setTimeout(() => draw((count) => count + 1), restMs);
    return () => clearTimeout(timer);
  }, [waiting]);

  const byId = new Map(wanted.map((session) => [session.id, session]));
  return {
    rows: order.flatMap(([id]) => byId.get(id) ?? []),
    shownKey: ({ id }: Session): string => shown.current.get(id) ?? "",
    touched,
    waiting,
    apply,
  };
}
