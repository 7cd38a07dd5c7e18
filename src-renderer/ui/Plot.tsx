import { useEffect, useRef } from "react";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";

export type PlotOptions = Omit<UPlot.Options, "width" | "height">;
/** Bars side by side, each as wide as its share of the width, a pixel apart. */
export const bars = UPlot.paths.bars?.({ size: [1, 400], gap: 1 });
export type DrawnPlot = UPlot;
export type PlotData = UPlot.AlignedData;

/** A colour of the theme, for what is drawn and not styled. */
export function colourOf(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

/**
 * A chart on one canvas. New data is drawn into the same one; other options, made by `optionsOf`, make another. What it
 * shows is said in words by `label`.
 */
export function Plot(props: {
  readonly data: PlotData;
  readonly optionsOf: (element: HTMLElement, theme: "dark" | "light") => PlotOptions;
  readonly theme: "dark" | "light";
  readonly width: number;
  readonly height: number;
  readonly label: string;
  readonly onMade?: (plot: UPlot) => void;
}) {
  const { data, optionsOf, theme, width, height, label, onMade } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const latest = useRef({ data, width, height, onMade });
  latest.current = { data, width, height, onMade };

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const { data: first, ...size } = latest.current;
    const made = new UPlot({ ...optionsOf(element, theme), width: size.width, height: size.height }, first, element);
    plot.current = made;
    size.onMade?.(made);
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [optionsOf, theme]);
  useEffect(() => plot.current?.setData(data, true), [data]);
  useEffect(() => plot.current?.setSize({ width, height }), [width, height]);

  return <div ref={host} role="img" aria-label={label} style={{ width, height }} className="shrink-0" />;
}
