import { useEffect, useRef } from "react";
import type { CommandId } from "./keymap.ts";

type Table = Readonly<Partial<Record<CommandId, () => void>>>;

const tables = new Set<{ readonly current: Table }>();

/** Commands of what is on the screen, for the palette: they are there as long as it is. */
export function useOffered(table: Table): void {
  const ref = useRef(table);
  ref.current = table;
  useEffect(() => {
    tables.add(ref);
    return () => void tables.delete(ref);
  }, []);
}

/** What can be done on this screen now. */
export function offeredCommands(): readonly (readonly [CommandId, () => void])[] {
  return [...tables].flatMap(({ current }) => Object.entries(current) as [CommandId, () => void][]);
}
