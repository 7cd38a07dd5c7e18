import { describe, expect, it } from "vitest";
import {
  emptyLayout,
  type Layout,
  pruned,
  type Tab,
  withActive,
  withMoved,
  withoutTab,
  withSession,
  withTab,
  withTabBeside,
} from "../../../src-renderer/features/session/layout.ts";
import {
  maxPanes,
  neighbourOf,
  type PaneTree,
  paneOf,
  tabsIn,
  withSizes,
} from "../../../src-renderer/features/session/paneTree.ts";

const shell = (id: string, session = "one"): Tab => ({ id, kind: "shell", session });
const open = (...tabs: Tab[]): Layout => tabs.reduce(withTab, emptyLayout);
const ids = ({ tabs }: Layout): string[] => tabs.map(({ id }) => id);
const shown = ({ tree }: Layout): string[] => (tree ? tabsIn(tree) : []);
/** a | b over c, d below all of it. */
const four = (): Layout => {
  const row = withTabBeside(open(shell("a")), shell("b"), "row", "s1");
  const column = withTabBeside(row, shell("c"), "column", "s2");
  return withTabBeside(withActive(column, "a"), shell("d"), "column", "s3");
};

describe("tabs of terminals", () => {
  it("a new tab takes the place of the active one, which stays in the bar", () => {
    const layout = open(shell("a"), shell("b"));
    expect(ids(layout)).toEqual(["a", "b"]);
    expect(shown(layout)).toEqual(["b"]);
  });

  it("going to a session shows the tab of it that is open, or its agent", () => {
    const layout = open(shell("a", "one"), shell("b", "two"));
    expect(withSession(layout, "two")).toBe(layout);
    expect(withSession(layout, "one").active).toBe("a");
    expect(withSession(layout, "three").active).toBe("agent-three");
  });

  it("closing the only pane shows the neighbour in the bar, closing the last tab nothing", () => {
    expect(withoutTab(open(shell("a"), shell("b"), shell("c")), "c")).toMatchObject({ active: "b" });
    expect(withoutTab(open(shell("a")), "a")).toMatchObject({ active: null, tree: null });
  });

  it("a tab moves no further than the ends", () => {
    const layout = open(shell("a"), shell("b"), shell("c"));
    expect(ids(withMoved(layout, "a", 9))).toEqual(["b", "c", "a"]);
    expect(ids(withMoved(layout, "c", -3))).toEqual(["c", "a", "b"]);
  });

  it("tabs of a session that is gone go with it", () => {
    const layout = withTabBeside(open(shell("a", "one")), shell("b", "two"), "row", "s");
    expect(pruned(layout, new Set(["one"]))).toMatchObject({ active: "a", tree: paneOf("a") });
  });
});

describe("splits", () => {
  it("share the room of the pane that was split, and only that", () => {
    const layout = withTabBeside(withTabBeside(open(shell("a")), shell("b"), "row", "s1"), shell("c"), "row", "s2");
    expect(layout.tree).toMatchObject({ direction: "row", sizes: [50, 25, 25] });
    expect(shown(layout)).toEqual(["a", "b", "c"]);
  });

  it("nest rows and columns, and fold back when a pane closes", () => {
    expect(shown(four())).toEqual(["a", "d", "b", "c"]);
    const rest = ["d", "b", "c"].reduce(withoutTab, four());
    expect(rest.tree).toEqual(paneOf("a"));
  });

  it(`are at most ${maxPanes} panes`, () => {
    const full = Array.from({ length: 9 }, (_, at) => shell(`t${at}`)).reduce(
      (layout, tab) => withTabBeside(layout, tab, "row", `s${tab.id}`),
      open(shell("a")),
    );
    expect(shown(full)).toHaveLength(maxPanes);
    expect(ids(full)).toHaveLength(maxPanes);
  });

  it("are walked by the arrows to what is beside on the screen", () => {
    const { tree } = four();
    const to = (from: string, side: Parameters<typeof neighbourOf>[2]) => neighbourOf(tree as PaneTree, from, side);
    expect([to("a", "down"), to("d", "up"), to("a", "right"), to("c", "left")]).toEqual(["d", "a", "b", "d"]);
    expect([to("a", "left"), to("a", "up"), to("c", "down")]).toEqual([null, null, null]);
  });

  it("keep the sizes that fit them, and no others", () => {
    const { tree } = withTabBeside(open(shell("a")), shell("b"), "row", "s1");
    expect(withSizes(tree as PaneTree, "s1", [30, 70])).toMatchObject({ sizes: [30, 70] });
    expect(withSizes(tree as PaneTree, "s1", [30, 30, 40])).toBe(tree);
  });
});
