import { ArchiveRestore, Trash2 } from "lucide-react";
import { plural } from "../../format/formats.ts";
import { useDeleted } from "../../state/deleted.ts";
import { go } from "../../state/route.ts";
import { bringBack, leftUntil } from "../sessions/deletions.ts";
import type { PaletteAction } from "./paletteAction.ts";

/** What can be done for sessions that were deleted. */
export function deletedActions(): PaletteAction[] {
  const { deleted, last } = useDeleted.getState();
  const names = deleted.map(({ name }) => name);
  return [
    ...(last.length > 0
      ? [
          {
            name: "Undo the last deletion",
            icon: ArchiveRestore,
            consequence: `Brings back ${last.map(({ name }) => name).join(", ")}`,
            keys: "sessions.undo" as const,
            run: () => void bringBack(last),
          },
        ]
      : []),
    {
      name: "Deleted sessions",
      icon: Trash2,
      consequence:
        deleted.length === 0 ? "None that could be brought back" : `${plural(deleted.length, "session")} can come back`,
      keys: "sessions.deleted",
      cli: "clauderon list --deleted",
      run: () => go("/sessions?state=deleted"),
    },
    ...deleted.map((one) => ({
      name: `Bring back ${one.name}${names.filter((name) => name === one.name).length > 1 ? ` (${one.id})` : ""}`,
      icon: ArchiveRestore,
      consequence: `With its files, stopped; else destroyed for good in ${leftUntil(one.destroyedAfter, Date.now())}`,
      cli: `clauderon restore ${one.id}`,
      run: () => void bringBack([one]),
    })),
  ];
}
