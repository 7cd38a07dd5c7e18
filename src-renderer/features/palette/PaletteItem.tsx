import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { Command } from "cmdk";
import type { Session } from "../../../src-shared/model/session.ts";
import { client } from "../../connection/connection.ts";
import { neutralise } from "../../format/neutralise.ts";
import { Key } from "../../ui/Key.tsx";
import { StateIcon } from "../sessions/SessionState.tsx";
import type { PaletteRow } from "./paletteRows.ts";

/** One choice: what it is, what it would do, its key. What cannot be done now says why. */
export function PaletteItem(props: {
  readonly row: PaletteRow;
  /** It was asked for, or is about to be chosen: what it costs to know is worth it. */
  readonly near: boolean;
  readonly onChoose: (row: PaletteRow) => void;
}) {
  const { row, near, onChoose } = props;
  const { icon: Icon, disabled } = row;
  const isSession = typeof Icon !== "function" && "id" in Icon;
  return (
    <Command.Item
      value={row.id}
      aria-disabled={disabled !== undefined}
      onSelect={() => onChoose(row)}
      className={clsx(
        "group flex h-9 items-center gap-3 rounded-control px-3 data-[selected=true]:bg-active",
        disabled !== undefined && "text-text3 data-[selected=true]:text-text2",
      )}
    >
      {isSession ? <StateIcon session={Icon} /> : <Icon size={14} aria-hidden className="shrink-0 text-text3" />}
      <span
        className={clsx(
          "w-56 shrink-0 truncate max-[560px]:w-auto max-[560px]:flex-1",
          isSession && "font-mono text-small",
        )}
      >
        <bdi>{row.name}</bdi>
      </span>
      <span className="min-w-0 flex-1 truncate text-small text-text3 max-[560px]:hidden group-data-[selected=true]:text-text2">
        {disabled ?? (row.atRisk && near ? <Risk session={row.atRisk} /> : row.consequence)}
      </span>
      {row.keys && <Key keys={row.keys} />}
    </Command.Item>
  );
}

/** What deleting would destroy, looked at now. */
function Risk({ session }: { readonly session: Session }) {
  const { data, error } = useQuery({
    queryKey: ["delete preview", session.id],
    queryFn: () => client().sessions.deletePreview({ session: session.id }),
    gcTime: 0,
  });
  if (error) return <>What is not saved is not known: {neutralise(error.message)}</>;
  if (!data) return <>Looking for unsaved work…</>;
  if (data.unsaved.length === 0) return <>Would destroy the container; everything is pushed, and a copy stays 7 days</>;
  const lost = data.unsaved.map((line) => neutralise(line.replace(/:.*/s, ""), 80)).join(" and ");
  return <span className="text-danger">Would keep for 7 days only: {lost}</span>;
}
