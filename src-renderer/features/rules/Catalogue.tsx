import { useRef, useState } from "react";
import type { CatalogueEntry } from "../../../src-shared/model/policy.ts";
import { count } from "../../format/formats.ts";
import { useRoute } from "../../state/route.ts";
import { inputClass } from "../../ui/Field.tsx";
import { actionTones } from "./RuleTable.tsx";
import { useShownRow } from "./useShownRow.ts";

const grid = "grid min-w-[720px] grid-cols-[56px_220px_minmax(0,1fr)_minmax(0,1.2fr)] items-center gap-3 px-4";

/** Calls that would create a credential or an access which outlives the session. */
export function Catalogue({ entries }: { readonly entries: readonly CatalogueEntry[] }) {
  const { hash } = useRoute();
  const [text, setText] = useState("");
  const list = useRef<HTMLDivElement>(null);
  useShownRow(list, hash);
  const shown = entries.filter(({ id, path, why, service }) =>
    `${id} ${service} ${path} ${why}`.toLowerCase().includes(text.toLowerCase()),
  );
  return (
    <>
      <div className="flex shrink-0 flex-wrap items-center gap-3 border-b border-line px-4 py-2">
        <input
          data-field
          aria-label="Search calls"
          placeholder="Search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          className={inputClass}
          style={{ width: 220 }}
        />
        <p className="text-text3">
          {count(shown.length)} of {count(entries.length)} calls that create lasting access. <code>[policy] ask</code>{" "}
          and <code>allow</code> in config.toml change what happens to one.
        </p>
      </div>
      <div
        ref={list}
        role="table"
        aria-label="Calls that create lasting access"
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto"
      >
        <div
          role="row"
          className={`${grid} sticky top-0 z-10 h-7 border-b border-line bg-surface text-label text-text3`}
        >
          {["Action", "Name", "Call", "Why"].map((head) => (
            <span key={head} role="columnheader">
              {head}
            </span>
          ))}
        </div>
        {shown.map((entry) => (
          <div
            key={entry.id}
            role="row"
            data-rule={entry.id}
            aria-current={entry.id === hash || undefined}
            className={`${grid} min-h-[30px] border-b border-line py-1 ${entry.id === hash ? "bg-selected" : ""}`}
          >
            <span role="cell" className={`font-medium ${actionTones[entry.action]}`}>
              {entry.action}
            </span>
            <span role="cell" className="truncate font-mono text-small" title={entry.id}>
              {entry.id.replace("builtin.", "")}
            </span>
            <span
              role="cell"
              className="truncate font-mono text-small text-text2"
              title={`${entry.method} ${entry.hosts.join(", ")}${entry.path}`}
            >
              <span className="text-text3">{entry.method}</span> {entry.path}
              {entry.mutation && ` ${entry.mutation}`}
            </span>
            <span role="cell" className="truncate text-text2" title={entry.why}>
              {entry.why}
            </span>
          </div>
        ))}
        {shown.length === 0 && <p className="p-4 text-text3">No call matches “{text}”.</p>}
      </div>
    </>
  );
}
