import type { Measure } from "./measures.ts";
import type { MemoryFigures } from "./memory.ts";

type Figures = ReadonlyMap<Measure, ReadonlyMap<string, readonly number[]>>;

/** Measures with a row of their own for what a proxy adds to them. */
const differences = [
  ["request p50, one connection", "request p50, added, ms"],
  ["delay of a server-sent event p50", "delay of an event p50, added, ms"],
] as const;

/** Medians over the rounds, then ours as a ratio to each other one; below 1 is better where less is. */
export function table(figures: Figures, memory: MemoryFigures | null): string {
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
  for (const [whole, added] of differences) {
    if ([...figures.keys()].some(({ name }) => name === whole)) rows.push(addedLatency(figures, whole, added));
  }
  const head = ["median of the rounds", ...names, "ours/direct", "ours/squid", "ours/mitmproxy"];
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  if (!memory) return lines.join("\n");
  return [
    ...lines,
    "",
    `Memory of the daemon: idle ${memory.idleMiB} MiB; grew ${memory.fastGrowthMiB} MiB in a 1 GiB download at full speed, ${memory.slowGrowthMiB} MiB with a reader of 1 MiB/s.`,
  ].join("\n");
}

/** What each proxy adds to the p50 of no proxy at all. */
function addedLatency(figures: Figures, whole: string, row: string): string[] {
  const found = [...figures].find(([{ name }]) => name === whole);
  const middle = (name: string): number | null => median(found?.[1].get(name) ?? []);
  const base = middle("direct");
  const added = (name: string): number | null => {
    const all = middle(name);
    return all === null || base === null ? null : all - base;
  };
  const ratio = (name: string): string => {
    const [own, other] = [added("clauderon"), added(name)];
    return own === null || other === null ? "–" : (own / other).toFixed(2);
  };
  const cells = ["clauderon", "squid", "mitmproxy"].map((name) => short(added(name)));
  return [row, "–", ...cells, "–", ratio("squid"), ratio("mitmproxy")];
}

function median(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function short(value: number | null): string {
  if (value === null) return "–";
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
