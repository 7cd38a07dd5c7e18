import { usePreferences } from "../../state/preferences.ts";
import { lookOf } from "./look.ts";

/** Size of one cell of a terminal, px: measured as xterm does, for a system's font has letters of any width. */
export function useCell(): { readonly width: number; readonly height: number } {
  const { fontFamily, fontSize, lineHeight } = lookOf(usePreferences());
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  if (!pen) return { width: fontSize, height: fontSize };
  pen.font = `${fontSize}px ${fontFamily}`;
  const { width, fontBoundingBoxAscent, fontBoundingBoxDescent } = pen.measureText("W");
  return { width, height: (fontBoundingBoxAscent + fontBoundingBoxDescent) * lineHeight };
}
