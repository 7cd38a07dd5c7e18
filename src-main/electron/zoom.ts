/** A level is a fifth more or less. From half to three times as large. */
const smallest = -4;
const largest = 6;
const step = 0.5;

/** The window's zoom level after a person asked for more, for less, or for none. */
export function zoomedTo(level: number, wish: "in" | "out" | "reset"): number {
  if (wish === "reset") return 0;
  return Math.min(largest, Math.max(smallest, level + (wish === "in" ? step : -step)));
}
