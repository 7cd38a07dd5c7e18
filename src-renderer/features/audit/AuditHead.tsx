import { Link2 } from "lucide-react";
import type { RefObject } from "react";
import { setSearch, setSearches } from "../../state/route.ts";
import { Button } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { type AuditView, filterOf } from "./auditView.ts";
import { exportAudit } from "./exportAudit.ts";
import { QueryField } from "./QueryField.tsx";
import { SavedFilters } from "./SavedFilters.tsx";
import { TimeRange } from "./TimeRange.tsx";

export interface AuditHeadProps {
  readonly view: AuditView;
  readonly input: RefObject<HTMLInputElement | null>;
  readonly onQuery: (query: string) => void;
  /** The keys go from the filter to the list. */
  readonly onLeave: () => void;
}

/** Says which requests are shown, and what can be done with all of them. */
export function AuditHead({ view, input, onQuery, onLeave }: AuditHeadProps) {
  return (
    <header className="screen-head">
      <h1 className="pr-1 text-title font-semibold">Audit</h1>
      <QueryField view={view} onQuery={onQuery} input={input} onLeave={onLeave} />
      <SavedFilters query={view.query} onQuery={onQuery} />
      <TimeRange range={view.range} onRange={(range) => setSearches({ range, from: null, to: null })} />
      <Menu
        trigger={<Button>Export</Button>}
        items={(["jsonl", "har"] as const).map((format) => ({
          name: format === "har" ? "As HAR" : "As JSONL",
          ...(format === "jsonl" ? { keys: "audit.export" as const } : {}),
          note: exportNotes[format],
          run: () => void exportAudit(format, filterOf(view)),
        }))}
      />
      <Button keys="audit.verify" onClick={() => setSearch("verify", "")}>
        <Link2 size={13} aria-hidden />
        Verify
      </Button>
    </header>
  );
}

const exportNotes = {
  jsonl: "The records that are shown, as they are in the log.",
  har: "For network tools; no header values, no bodies.",
};
