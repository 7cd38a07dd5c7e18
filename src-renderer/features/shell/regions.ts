/*
 * The parts of the window that F6 goes through. Each carries `data-region`; one inside another is a region of its own.
 */

const order = ["sidebar", "main", "tabs", "terminal", "panel", "status"] as const;
type Region = (typeof order)[number];

/** Where the focus was last, by region: coming back leads there. */
const last = new Map<HTMLElement, HTMLElement>();

const focusable =
  "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex]";

function shown(element: HTMLElement): boolean {
  return element.isConnected && element.checkVisibility({ visibilityProperty: true }) && !element.closest("[inert]");
}

function regionOf(element: Element | null): HTMLElement | null {
  return element?.closest<HTMLElement>("[data-region]") ?? null;
}

/** What belongs to a region itself, not to one inside it. */
function* targetsIn(region: HTMLElement): Iterable<HTMLElement> {
  for (const one of region.querySelectorAll<HTMLElement>(focusable)) {
    if (regionOf(one) === region && one.tabIndex >= 0 && shown(one)) yield one;
  }
}

function targetOf(region: HTMLElement): HTMLElement | null {
  const before = last.get(region);
  if (before && shown(before) && region.contains(before)) return before;
  const all = [...targetsIn(region)];
  return all.find((one) => one.matches("[data-row-list], .xterm textarea, [aria-current=page]")) ?? all[0] ?? null;
}

function regions(): HTMLElement[] {
  const all = [...document.querySelectorAll<HTMLElement>("[data-region]")].filter(shown);
  const place = (one: HTMLElement): number => order.indexOf(one.dataset.region as Region);
  return all.toSorted((one, other) => place(one) - place(other));
}

/** To the next region that has something to use, or to the one before. */
export function goToRegion(by: 1 | -1): void {
  const all = regions();
  const at = all.indexOf(regionOf(document.activeElement) as HTMLElement);
  // From nowhere to the screen itself.
  const from = at < 0 ? all.findIndex(({ dataset }) => dataset.region === "main") - by : at;
  for (let step = 1; step <= all.length; step++) {
    const target = targetOf(all[(from + by * step + all.length * step) % all.length] as HTMLElement);
    if (!target) continue;
    target.focus();
    return;
  }
}

export function rememberFocus(): () => void {
  const onFocus = ({ target }: FocusEvent): void => {
    const region = target instanceof HTMLElement ? regionOf(target) : null;
    if (region) last.set(region, target as HTMLElement);
    for (const one of last.keys()) if (!one.isConnected) last.delete(one);
  };
  addEventListener("focusin", onFocus);
  return () => removeEventListener("focusin", onFocus);
}
