export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const smallest = { width: 800, height: 600 };
const usual = { width: 1440, height: 900 };
/** So much of the title bar must be on a screen for a hand to take hold of it. */
const graspable = { width: 100, height: 40 };

/** Where a window opens: as it was left, unless the screen it was on is gone. Without a place the system chooses. */
export function openingBounds(
  saved: Bounds | null,
  screens: readonly Bounds[],
): Bounds | { readonly width: number; readonly height: number } {
  const primary = screens[0];
  const fitting = (width: number, height: number) => ({
    width: Math.round(Math.max(smallest.width, Math.min(width, primary?.width ?? width))),
    height: Math.round(Math.max(smallest.height, Math.min(height, primary?.height ?? height))),
  });
  if (saved === null) return fitting(usual.width, usual.height);
  const place = screens.find((screen) => isGraspable(saved, screen));
  if (!place) return fitting(saved.width, saved.height);
  return {
    x: Math.round(saved.x),
    y: Math.round(saved.y),
    width: Math.round(Math.max(smallest.width, Math.min(saved.width, place.width))),
    height: Math.round(Math.max(smallest.height, Math.min(saved.height, place.height))),
  };
}

function isGraspable(window: Bounds, screen: Bounds): boolean {
  const across = Math.min(window.x + window.width, screen.x + screen.width) - Math.max(window.x, screen.x);
  return across >= graspable.width && window.y >= screen.y && window.y <= screen.y + screen.height - graspable.height;
}
