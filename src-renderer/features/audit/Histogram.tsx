import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { TimelineBucket } from "../../../src-shared/contract/audit.ts";
import { clock, count, exactTime } from "../../format/formats.ts";
import { runKey } from "../../keys/fixedKeys.ts";
import { useShownTheme } from "../../state/preferences.ts";
import { bars, colourOf, type DrawnPlot, Plot, type PlotData, type PlotOptions } from "../../ui/Plot.tsx";
import { useWidth } from "../../ui/useWidth.ts";
import type { Part } from "./auditView.ts";
import { matchesPerBucket, partOf, spanOf } from "./timelinePart.ts";

const height = 76;
const dayMs = 24 * 3600 * 1000;
/** Up to here neighbouring labels would show the same minute. */
const shortMs = 15 * 60 * 1000;

/**
 * All of the time that is looked at: requests as bars, refused ones in red at their base; with a filter the matches
 * stand out. Dragging over it takes a part, or the two sliders do, which the keyboard reaches.
 */
export function Histogram(props: {
  readonly timeline: readonly TimelineBucket[];
  readonly matches: Uint32Array | null;
  /** What is taken now. */
  readonly part: Part | null;
  readonly onPart: (part: Part | null) => void;
}) {
  const { timeline, matches, part, onPart } = props;
  const theme = useShownTheme();
  const [ref, width] = useWidth<HTMLDivElement>();
  const plot = useRef<DrawnPlot | null>(null);
  const onMade = useCallback((made: DrawnPlot) => {
    plot.current = made;
  }, []);
  const take = useRef<(first: number, last: number) => void>(() => {});
  take.current = (first, last) => onPart(partOf(timeline, first, last));

  const length = (timeline.at(-1)?.at ?? 0) - (timeline[0]?.at ?? 0);
  const labelAt = useMemo(() => {
    const times = timeline.map(({ at }) =>
      length > dayMs ? exactTime(at).slice(0, -17) : clock(at).slice(0, length > shortMs ? 5 : 8),
    );
    return (bucket: number): string => times[Math.round(bucket)] ?? "";
  }, [timeline, length]);
  const labels = useRef(labelAt);
  labels.current = labelAt;
  const optionsOf = useCallback((element: HTMLElement): PlotOptions => {
    const fill = (name: string) => () => colourOf(element, name);
    return {
      legend: { show: false },
      padding: [4, 0, 0, 0],
      cursor: { y: false, points: { show: false }, drag: { x: true, y: false, setScale: false } },
      scales: {
        x: { time: false, range: (_plot, min, max) => [min - 0.5, max + 0.5] },
        y: { range: (_plot, _min, max) => [0, max || 1] },
      },
      axes: [
        {
          size: 18,
          gap: 2,
          font: '11px "Inter Variable"',
          stroke: fill("--text3"),
          grid: { show: false },
          ticks: { show: false },
          space: 110,
          values: (_plot, at) => at.map((bucket) => (bucket === 0 ? "" : labels.current(bucket))),
        },
        { show: false },
      ],
      series: [
        {},
        ...(["--chart", "--text2", "--danger"] as const).map((name) => ({
          ...(bars ? { paths: bars } : {}),
          fill: fill(name),
          width: 0,
          points: { show: false },
        })),
      ],
      hooks: {
        setSelect: [
          (made) => {
            const { left, width: taken } = made.select;
            if (taken > 3) take.current(made.posToIdx(left), made.posToIdx(left + taken));
          },
        ],
      },
    };
  }, []);
  const data = useMemo((): PlotData => {
    const matching = matches && matchesPerBucket(timeline, matches);
    return [
      timeline.map((_, at) => at),
      timeline.map(({ requests }) => requests),
      timeline.map((_, at) => matching?.[at] ?? null),
      timeline.map(({ refused }) => (matching ? null : refused || null)),
    ];
  }, [timeline, matches]);
  const clear = useCallback((): void => {
    plot.current?.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    onPart(null);
  }, [onPart]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the shade of a drag ends with each other part
  useEffect(() => {
    plot.current?.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  }, [part?.from, part?.to]);

  const total = timeline.reduce((sum, { requests }) => sum + requests, 0);
  const refused = timeline.reduce((sum, bucket) => sum + bucket.refused, 0);
  const [first] = timeline;
  return (
    <div
      role="group"
      aria-label="Time of the log"
      onKeyDown={(event) => runKey(event, { Escape: clear })}
      className="relative shrink-0 border-b border-line px-4"
    >
      <div ref={ref} className="relative overflow-hidden" style={{ height }}>
        {width > 0 && (
          <Plot
            data={data}
            optionsOf={optionsOf}
            theme={theme}
            width={width}
            height={height}
            onMade={onMade}
            label={`${count(total)} requests, ${count(refused)} refused${first ? `, since ${exactTime(first.at)}` : ""}`}
          />
        )}
        <Taken span={spanOf(timeline)} part={part} />
      </div>
      <Sliders timeline={timeline} labelAt={labelAt} onTake={(from, to) => take.current(from, to)} />
    </div>
  );
}

/** What is taken, over the bars. */
function Taken({ span, part }: { readonly span: Part; readonly part: Part | null }) {
  if (!part || span.to <= span.from) return null;
  const share = (at: number): number => Math.min(1, Math.max(0, (at - span.from) / (span.to - span.from)));
  const left = share(part.from);
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute inset-y-0 border-x border-accent bg-accent/10"
      style={{ left: `${left * 100}%`, width: `${(share(part.to) - left) * 100}%` }}
    />
  );
}

/** The brush for those who do not use a mouse: out of sight until the keyboard comes to it. */
function Sliders(props: {
  readonly timeline: readonly TimelineBucket[];
  readonly labelAt: (bucket: number) => string;
  readonly onTake: (first: number, last: number) => void;
}) {
  const { timeline, labelAt, onTake } = props;
  const last = timeline.length - 1;
  const [range, setRange] = useState<readonly [number, number]>([0, last]);
  useEffect(() => setRange(([from, to]) => [Math.min(from, last), Math.max(0, Math.min(to, last))]), [last]);
  const [from, to] = range;
  const slider = (name: string, value: number, change: (value: number) => void) => (
    <label className="flex items-center gap-2">
      {name}
      <input
        type="range"
        min={0}
        max={last}
        value={value}
        aria-valuetext={labelAt(value)}
        onChange={(event) => change(Number(event.target.value))}
        onKeyDown={(event) => runKey(event, { Enter: () => onTake(Math.min(from, to), Math.max(from, to)) })}
        className="accent-accent"
      />
      <span className="w-24">{labelAt(value)}</span>
    </label>
  );
  return (
    <div className="pointer-events-none absolute right-4 top-1 z-10 flex gap-3 rounded-control border border-line bg-raised px-2 py-1 text-small opacity-0 focus-within:pointer-events-auto focus-within:opacity-100">
      {slider("From", from, (value) => setRange([value, to]))}
      {slider("To", to, (value) => setRange([from, value]))}
      <span className="text-text3">Enter takes it</span>
    </div>
  );
}
