/*
 * How terminals share the screen: a tree of rows and columns whose leaves are tabs. Pure; a change makes a new tree.
 */

export type Pane = { readonly kind: "pane"; readonly tab: string };
export type Split = {
  readonly kind: "split";
  readonly id: string;
  readonly direction: "row" | "column";
  readonly children: readonly PaneTree[];
  /** Share of each child, percent. */
  readonly sizes: readonly number[];
};
export type PaneTree = Pane | Split;
export type Side = "left" | "right" | "up" | "down";

export const maxPanes = 6;

export const paneOf = (tab: string): Pane => ({ kind: "pane", tab });

export function tabsIn(tree: PaneTree): string[] {
  return tree.kind === "pane" ? [tree.tab] : tree.children.flatMap(tabsIn);
}

/** Another tab beside `target`, to the right in a row or below in a column; the tree as it was when it is full. */
export function withSplit(
  tree: PaneTree,
  target: string,
  direction: Split["direction"],
  tab: string,
  splitId: string,
): PaneTree {
  if (tabsIn(tree).length >= maxPanes || !tabsIn(tree).includes(target)) return tree;
  if (tree.kind === "pane") {
    return { kind: "split", id: splitId, direction, children: [tree, paneOf(tab)], sizes: [50, 50] };
  }
  const at = tree.children.findIndex((child) => tabsIn(child).includes(target));
  const child = tree.children[at];
  if (child?.kind === "pane" && tree.direction === direction) {
    const half = (tree.sizes[at] ?? 100) / 2;
    return {
      ...tree,
      children: tree.children.toSpliced(at + 1, 0, paneOf(tab)),
      sizes: tree.sizes.toSpliced(at, 1, half, half),
    };
  }
  return {
    ...tree,
    children: tree.children.map((one, index) => (index === at ? withSplit(one, target, direction, tab, splitId) : one)),
  };
}

/** Without a tab; a split of one child is that child. Null when nothing is left. */
export function withoutPane(tree: PaneTree, tab: string): PaneTree | null {
  if (tree.kind === "pane") return tree.tab === tab ? null : tree;
  const kept = tree.children.flatMap((child, at) => {
    const rest = withoutPane(child, tab);
    return rest ? [{ rest, size: tree.sizes[at] ?? 0 }] : [];
  });
  const [first] = kept;
  if (!first) return null;
  if (kept.length === 1) return first.rest;
  const total = kept.reduce((sum, { size }) => sum + size, 0);
  return {
    ...tree,
    children: kept.map(({ rest }) => rest),
    sizes: kept.map(({ size }) => (size / total) * 100),
  };
}

export function withReplaced(tree: PaneTree, tab: string, by: string): PaneTree {
  if (tree.kind === "pane") return tree.tab === tab ? paneOf(by) : tree;
  return { ...tree, children: tree.children.map((child) => withReplaced(child, tab, by)) };
}

export function withSizes(tree: PaneTree, splitId: string, sizes: readonly number[]): PaneTree {
  if (tree.kind === "pane") return tree;
  if (tree.id === splitId) return sizes.length === tree.children.length ? { ...tree, sizes } : tree;
  return { ...tree, children: tree.children.map((child) => withSizes(child, splitId, sizes)) };
}

interface Place {
  readonly tab: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function placesOf(tree: PaneTree, left: number, top: number, width: number, height: number): Place[] {
  if (tree.kind === "pane") return [{ tab: tree.tab, left, top, width, height }];
  let offset = 0;
  return tree.children.flatMap((child, at) => {
    const share = (tree.sizes[at] ?? 0) / 100;
    const places =
      tree.direction === "row"
        ? placesOf(child, left + offset * width, top, width * share, height)
        : placesOf(child, left, top + offset * height, width, height * share);
    offset += share;
    return places;
  });
}

/** The tab beside another on a side: the nearest one that overlaps it; null at the edge. */
export function neighbourOf(tree: PaneTree, tab: string, side: Side): string | null {
  const places = placesOf(tree, 0, 0, 1, 1);
  const here = places.find((place) => place.tab === tab);
  if (!here) return null;
  const centre = ({ left, top, width, height }: Place): readonly [number, number] => [
    left + width / 2,
    top + height / 2,
  ];
  const [x, y] = centre(here);
  const candidates = places
    .filter((place) => {
      const overlapsX = place.left < here.left + here.width - 1e-6 && place.left + place.width > here.left + 1e-6;
      const overlapsY = place.top < here.top + here.height - 1e-6 && place.top + place.height > here.top + 1e-6;
      const [toX, toY] = centre(place);
      if (side === "left") return overlapsY && toX < x - 1e-6;
      if (side === "right") return overlapsY && toX > x + 1e-6;
      if (side === "up") return overlapsX && toY < y - 1e-6;
      return overlapsX && toY > y + 1e-6;
    })
    .map((place) => {
      const [toX, toY] = centre(place);
      return { tab: place.tab, distance: Math.hypot(toX - x, toY - y) };
    })
    .toSorted((one, other) => one.distance - other.distance);
  return candidates[0]?.tab ?? null;
}
