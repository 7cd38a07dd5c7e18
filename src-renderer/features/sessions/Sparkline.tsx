import { useCallback, useMemo } from "react";
import { useShownTheme } from "../../state/preferences.ts";
import { colourOf, Plot, type PlotData, type PlotOptions } from "../../ui/Plot.tsx";

/** A measurement over a short time as a line; the value beside it is the text for those who do not see it. */
export function Sparkline(props: {
  readonly values: readonly number[];
  readonly max: number;
  readonly label: string;
  /** How many values fill the width; fewer begin further right. */
  readonly length?: number;
  readonly width?: number;
}) {
  const { values, max, label, length = 60, width = 40 } = props;
  const theme = useShownTheme();
  const optionsOf = useCallback(
    (element: HTMLElement): PlotOptions => ({
      legend: { show: false },
      cursor: { show: false },
      axes: [{ show: false }, { show: false }],
      padding: [2, 0, 2, 0],
      scales: { x: { time: false, range: [0, length - 1] }, y: { range: [0, max || 1] } },
      series: [{}, { stroke: colourOf(element, "--text3"), width: 1, points: { show: false } }],
    }),
    [max, length],
  );
  const data = useMemo((): PlotData => {
    const from = length - values.length;
    return [values.map((_, at) => from + at), values.map((value) => Math.min(value, max))];
  }, [values, max, length]);
  return <Plot theme={theme} data={data} optionsOf={optionsOf} width={width} height={16} label={label} />;
}
