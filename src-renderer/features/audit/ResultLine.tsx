import { Ban, Eraser, KeyRound, Pause, Play } from "lucide-react";
import { clock, count, exactTime } from "../../format/formats.ts";
import { usePreferences } from "../../state/preferences.ts";
import { orderWords } from "./auditOrder.ts";
import { isSorting, rowCount, useAuditList } from "./auditState.ts";
import { useTally } from "./auditTally.ts";
import { keyOf } from "./auditView.ts";
import { OrderMenu } from "./OrderMenu.tsx";

const quickTerms = [
  ["injected:true", "injected", KeyRound, "text-inject"],
  ["decision:deny", "refused", Ban, "text-danger"],
  ["scrubbed:>0", "scrubbed", Eraser, "text-warn"],
] as const;

/** What is shown of what there is, and in which time. */
export function ResultLine(props: {
  readonly onFollow: (follow: boolean) => void;
  readonly onTerm: (term: string) => void;
  readonly onClearPart: () => void;
  readonly asTable: boolean;
  readonly onTable: (asTable: boolean) => void;
  readonly orderMenu: Pick<Parameters<typeof OrderMenu>[0], "open" | "onOpen" | "onSort">;
}) {
  const { onFollow, onTerm, onClearPart, asTable, onTable } = props;
  const list = useAuditList();
  const tally = useTally();
  const histogram = usePreferences((preferences) => preferences.histogram);
  const { following, view, newestSeq, firstSeq } = list;
  const isCounted = tally.key === keyOf(view);
  const part = partText(view);
  return (
    <div className="flex h-8 shrink-0 items-center gap-3 overflow-x-auto whitespace-nowrap border-b border-line px-4 text-small text-text2 [scrollbar-width:none]">
      <button
        type="button"
        aria-pressed={following}
        onClick={() => onFollow(!following)}
        className="hit flex items-center gap-1 hover:text-text"
      >
        {following ? <Pause size={12} aria-hidden /> : <Play size={12} aria-hidden />}
        {following ? "Following" : "Held"}
      </button>
      {following ? (
        <span className="text-text3" title="Pause to sort by a column">
          newest first
        </span>
      ) : (
        <OrderMenu order={list.order} {...props.orderMenu} />
      )}
      <span role="status" aria-label="Order" className="sr-only">
        {following ? "Follows, newest first" : `Held, ${orderWords(list.order)}`}
      </span>
      {/* Records that come while it follows are not news. */}
      <span role="status" aria-live={following && !list.searching ? "off" : "polite"}>
        {count(rowCount(list))} of {count(newestSeq === 0 ? 0 : newestSeq - firstSeq + 1)} records
        {list.searching && "…"}
        {isSorting(list) && ", sorting…"}
        {list.tookMs !== null && <span className="text-text3">, {Math.round(list.tookMs)} ms</span>}
      </span>
      {quickTerms.map(([term, name, Icon, tone]) => (
        <button
          key={term}
          type="button"
          title={`Adds ${term} to the filter`}
          className="hit flex items-center gap-1.5 hover:text-text hover:underline"
          onClick={() => onTerm(term)}
        >
          <Icon size={13} aria-hidden className={tone} />
          {isCounted && `${count(tally[name])}${tally.done ? "" : "+"} `}
          {name}
        </button>
      ))}
      <span className="ml-auto" />
      {part && (
        <>
          <span>{part}</span>
          <button type="button" className="hit text-accent hover:underline" onClick={onClearPart}>
            Clear range
          </button>
        </>
      )}
      {!part && list.timeline[0] && (
        <span className="text-text3">since {exactTime(list.timeline[0].at).slice(0, -7)}</span>
      )}
      {histogram && (
        <button type="button" aria-pressed={asTable} className="hit hover:text-text" onClick={() => onTable(!asTable)}>
          {asTable ? "As chart" : "As table"}
        </button>
      )}
      <button
        type="button"
        aria-pressed={histogram}
        className="hit hover:text-text"
        onClick={() => usePreferences.setState({ histogram: !histogram })}
      >
        {histogram ? "Hide chart" : "Show chart"}
      </button>
    </div>
  );
}

/** `14:20 – 14:32` of today, else with the days. */
function partText({ from, to }: { readonly from: string | null; readonly to: string | null }): string | null {
  if (from === null && to === null) return null;
  const today = new Date().toDateString();
  const say = (at: string | null, open: string): string => {
    if (at === null) return open;
    return new Date(at).toDateString() === today ? clock(at).slice(0, 5) : exactTime(at).slice(0, -7);
  };
  return `${say(from, "the beginning")} – ${say(to, "now")}`;
}
