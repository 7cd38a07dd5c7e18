import { useEffect, useRef, useState } from "react";
import type { TimelineBucket } from "../../../src-shared/contract/audit.ts";
import { count, exactTime } from "../../format/formats.ts";

const height = 56;

/** How many of the matches (newest first) lie in each bucket. */
export function matchesPerBucket(timeline: readonly TimelineBucket[], matches: Uint32Array): number[] {
  const counts = new Array<number>(timeline.length).fill(0);
  let bucket = timeline.length - 1;
  for (const seq of matches) {
    while (bucket > 0 && seq < (timeline[bucket]?.firstSeq ?? 0)) bucket--;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}

/**
 * The whole time of the log: requests as bars, refused ones in red at their base, matches of the filter brighter.
 * Dragging over it takes a range.
 */
export function Histogram(props: {
  readonly timeline: readonly TimelineBucket[];
  readonly matches: Uint32Array | null;
  readonly onRange: (fromSeq: number, toSeq: number) => void;
}) {
  const { timeline, matches, onRange } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drag, setDrag] = useState<{ readonly from: number; readonly to: number } | null>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = canvas.current?.parentElement;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    const element = canvas.current;
    if (element && width > 0) draw(element, width, timeline, matches);
  }, [timeline, matches, width]);

  const at = (x: number): number =>
    Math.max(0, Math.min(timeline.length - 1, Math.floor((x / width) * timeline.length)));
  const finish = (): void => {
    if (drag && Math.abs(drag.to - drag.from) > 3) {
      const first = at(Math.min(drag.from, drag.to));
      const last = at(Math.max(drag.from, drag.to));
      onRange(timeline[first]?.firstSeq ?? 1, (timeline[last + 1]?.firstSeq ?? Number.MAX_SAFE_INTEGER) - 1);
    }
    setDrag(null);
  };
  const total = timeline.reduce((sum, bucket) => sum + bucket.requests, 0);
  const refused = timeline.reduce((sum, bucket) => sum + bucket.refused, 0);
  const first = timeline[0];
  return (
    <div className="relative shrink-0 border-b border-line px-4 py-1">
      <div className="relative" style={{ height }}>
        <canvas
          ref={canvas}
          role="img"
          aria-label={`${count(total)} requests, ${count(refused)} refused${first ? `, since ${exactTime(first.at)}` : ""}`}
          style={{ width: "100%", height }}
          onPointerDown={({ nativeEvent }) => setDrag({ from: nativeEvent.offsetX, to: nativeEvent.offsetX })}
          onPointerMove={({ nativeEvent }) => drag && setDrag({ ...drag, to: nativeEvent.offsetX })}
          onPointerUp={finish}
          onPointerLeave={finish}
        />
        {drag && (
          <div
            className="pointer-events-none absolute inset-y-0 bg-accent/20"
            style={{ left: Math.min(drag.from, drag.to), width: Math.abs(drag.to - drag.from) }}
          />
        )}
      </div>
    </div>
  );
}

function draw(
  element: HTMLCanvasElement,
  width: number,
  timeline: readonly TimelineBucket[],
  matches: Uint32Array | null,
): void {
  const context = element.getContext("2d");
  if (!context) return;
  const scale = devicePixelRatio;
  element.width = width * scale;
  element.height = height * scale;
  context.scale(scale, scale);
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name);
  const most = Math.max(1, ...timeline.map(({ requests }) => requests));
  const matching = matches && matchesPerBucket(timeline, matches);
  const step = width / Math.max(1, timeline.length);
  const bar = (at: number, value: number, fill: string): void => {
    if (value === 0) return;
    const tall = Math.max(1, (value / most) * height);
    context.fillStyle = fill;
    context.fillRect(Math.floor(at * step), height - tall, Math.max(1, Math.floor(step) - 1), tall);
  };
  timeline.forEach(({ requests, refused }, at) => {
    bar(at, requests, matching ? colour("--line") : colour("--chart"));
    if (matching) bar(at, matching[at] ?? 0, colour("--accent"));
    else bar(at, refused, colour("--danger"));
  });
}
