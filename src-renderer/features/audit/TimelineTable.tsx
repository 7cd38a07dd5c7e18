import { useEffect, useRef } from "react";
import type { TimelineBucket } from "../../../src-shared/contract/audit.ts";
import { count, exactTime } from "../../format/formats.ts";
import type { Part } from "./auditView.ts";
import { endOf } from "./timelinePart.ts";

/** The chart in numbers: the times in which there was a request. A row narrows the list to its time. */
export function TimelineTable(props: {
  readonly timeline: readonly TimelineBucket[];
  readonly onPart: (part: Part) => void;
}) {
  const { timeline, onPart } = props;
  const scroller = useRef<HTMLDivElement>(null);
  // The newest is what one looks for first.
  useEffect(() => {
    // In braces: what a browser answers to scrolling is nothing that ends this.
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
  }, []);
  const rows = timeline
    .map((bucket, at) => ({ ...bucket, end: endOf(timeline, at) }))
    .filter((one) => one.requests > 0);
  return (
    <div ref={scroller} className="max-h-40 shrink-0 overflow-auto border-b border-line px-4">
      <table className="w-full max-w-[720px] text-small">
        <caption className="sr-only">Requests over time</caption>
        <thead className="sticky top-0 z-10 text-left text-label text-text3">
          <tr>
            <th className="bg-surface py-1 font-normal">From</th>
            <th className="bg-surface py-1 font-normal">To</th>
            <th className="bg-surface py-1 text-right font-normal">Requests</th>
            <th className="bg-surface py-1 text-right font-normal">Refused</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ at, end, requests, refused }) => (
            <tr key={at} className="border-t border-line">
              <td className="py-1">
                <button
                  type="button"
                  className="hit text-accent hover:underline"
                  onClick={() => onPart({ from: at, to: end })}
                >
                  {exactTime(at).slice(0, -4)}
                </button>
              </td>
              <td className="text-text2">{exactTime(end).slice(0, -4)}</td>
              <td className="text-right">{count(requests)}</td>
              <td className={`text-right ${refused > 0 ? "text-danger" : "text-text3"}`}>{count(refused)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
