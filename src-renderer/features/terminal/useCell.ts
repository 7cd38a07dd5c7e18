import { usePreferences } from "../../state/preferences.ts";

/** Height of a terminal's line, as a share of its letters'. */
export const lineHeight = 1.3;
/** Width of every letter of the font that is bundled. */
const letterWidth = 0.6;

/** Size of one cell of a terminal, px. */
export function useCell(): { readonly width: number; readonly height: number } {
  const size = usePreferences((preferences) => preferences.terminalFontSize);
  return { width: size * letterWidth, height: size * lineHeight };
}
