import type { Measure } from "./measures.ts";
import type { MemoryFigures } from "./memory.ts";

type Figures = ReadonlyMap<Measure, ReadonlyMap<string, readonly number[]>>;

/** Medians over the rounds, then ours as a ratio to each other one; below 1 is better where less is. */
export function table(figures: Figures, memory: MemoryFigures): string {
  const names = ["direct", "clauderon", "squid", "mitmproxy"];
  const rows = [...figures].map(([measure, byName]) => {
    const middle = (name: string): number | null => median(byName.get(name) ?? []);
    const own = middle("clauderon");
    const ratio = (name: string): string => {
      const other = middle(name);
      return own === null || other === null ? "–" : (own / other).toFixed(2);
    };
    return [
      `${measure.name}, ${measure.unit}${measure.lessIsBetter ? "" : " (more is better)"}`,
      ...names.map((name) => short(middle(name))),
      ...["direct", "squid", "mitmproxy"].map(ratio),
    ];
  });
  rows.push(addedLatency(figures));
  const head = ["median of the rounds", ...names, "ours/direct", "ours/squid", "ours/mitmproxy"];
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return [
    ...lines,
    "",
    `Memory of the daemon: idle ${memory.idleMiB} MiB; grew ${memory.fastGrowthMiB} MiB in a 1 GiB download at full speed, ${memory.slowGrowthMiB} MiB with a reader of 1 MiB/s.`,
  ].join("\n");
}

/** What each proxy adds to the p50 of no proxy at all. */
function addedLatency(figures: Figures): string[] {
  const found = [...figures].find(([{ name }]) => name.startsWith("request p50"));
  const middle = (name: string): number | null => median(found?.[1].get(name) ?? []);
  const base = middle("direct");
  const added = (name: string): number | null => {
    const whole = middle(name);
    return whole === null || base === null ? null : whole - base;
  };
  const ratio = (name: string): string => {
    const [own, other] = [added("clauderon"), added(name)];
    return own === null || other === null ? "–" : (own / other).toFixed(2);
  };
  const cells = ["clauderon", "squid", "mitmproxy"].map((name) => short(added(name)));
  return ["added p50, ms", "–", ...cells, "–", ratio("squid"), ratio("mitmproxy")];
}

function median(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function short(value: number | null): string {
  if (value === null) return "–";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
