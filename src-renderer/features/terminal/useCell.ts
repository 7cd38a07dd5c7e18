import { type Preferences, usePreferences } from "../../state/preferences.ts";
import { lookOf } from "./look.ts";

interface Cell {
  readonly width: number;
  readonly height: number;
}

let pen: OffscreenCanvasRenderingContext2D | null = null;

/** Size of one cell of a terminal, px: measured as xterm does, for a system's font has letters of any width. */
export function useCell(): Cell {
  return cellOf(usePreferences());
}

export function cellOf(preferences: Preferences): Cell {
  const { fontFamily, fontSize, lineHeight } = lookOf(preferences);
  pen ??= new OffscreenCanvas(1, 1).getContext("2d");
  if (!pen) return { width: fontSize, height: fontSize };
  pen.font = `${fontSize}px ${fontFamily}`;
  const { width, fontBoundingBoxAscent, fontBoundingBoxDescent } = pen.measureText("W");
  return { width, height: (fontBoundingBoxAscent + fontBoundingBoxDescent) * lineHeight };
}
