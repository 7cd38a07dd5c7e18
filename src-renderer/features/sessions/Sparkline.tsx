import { useEffect, useRef } from "react";

/** A minute of a measurement as a line; the value beside it is the text for those who do not see it. */
export function Sparkline(props: {
  readonly values: readonly number[];
  readonly max: number;
  readonly label: string;
  readonly width?: number;
  readonly height?: number;
}) {
  const { values, max, label, width = 44, height = 16 } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (!element || !context) return;
    const scale = devicePixelRatio;
    element.width = width * scale;
    element.height = height * scale;
    context.scale(scale, scale);
    context.strokeStyle = getComputedStyle(element).color;
    context.lineWidth = 1;
    context.beginPath();
    values.forEach((value, at) => {
      const x = width - (values.length - 1 - at) * (width / 59);
      const y = height - 1.5 - (Math.min(value, max) / (max || 1)) * (height - 3);
      if (at === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    });
    context.stroke();
  }, [values, max, width, height]);
  return (
    <canvas ref={canvas} role="img" aria-label={label} style={{ width, height }} className="shrink-0 text-text3" />
  );
}
