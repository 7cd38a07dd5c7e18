import { Clock } from "lucide-react";
import { Button } from "../../ui/Button.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { timeChoices } from "./auditView.ts";

/** How far back is looked; the chart covers all of it. */
export function TimeRange(props: { readonly range: string | null; readonly onRange: (range: string | null) => void }) {
  const { range, onRange } = props;
  const name = timeChoices.find(([id]) => id === range)?.[1] ?? "All time";
  return (
    <Menu
      trigger={
        <Button aria-label={`Time range: ${name}`}>
          <Clock size={13} aria-hidden />
          {name}
        </Button>
      }
      items={[
        ...timeChoices.map(([id, text]) => ({ name: text, checked: id === range, run: () => onRange(id) })),
        "line",
        { name: "All time", checked: range === null, run: () => onRange(null) },
      ]}
    />
  );
}
