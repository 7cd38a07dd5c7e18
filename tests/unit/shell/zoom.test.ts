import { expect, it } from "vitest";
import { zoomedTo } from "../../../src-main/electron/zoom.ts";

it("a window is zoomed step by step, not beyond what can be read, and back at once", () => {
  expect(zoomedTo(0, "in")).toBe(0.5);
  expect(zoomedTo(0.5, "out")).toBe(0);
  expect(zoomedTo(6, "in")).toBe(6);
  expect(zoomedTo(-4, "out")).toBe(-4);
  expect(zoomedTo(3.5, "reset")).toBe(0);
});
