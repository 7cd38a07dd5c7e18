// Runs in the page before the others: what of it is seen, and where.
globalThis.sight = (() => {
  const isTerminal = (element) => element.closest(".xterm") !== null;
  const name = (element) => {
    const text = (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().replace(/\s+/g, " ");
    return `${element.tagName.toLowerCase()} “${text.slice(0, 60)}”`;
  };
  const isSeen = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true });
  /** There for those who listen only. */
  const isSaid = (element) => {
    for (let up = element; up; up = up.parentElement) {
      const { position, overflow, width, height } = getComputedStyle(up);
      if (position === "absolute" && overflow === "hidden" && width === "1px" && height === "1px") return true;
    }
    return false;
  };
  const clips = (style) => style.overflowX !== "visible" || style.overflowY !== "visible";
  const scrolls = (value) => value === "auto" || value === "scroll";

  /** The part of a box that no ancestor cuts off, and who cuts it first. */
  function visiblePart(element, box, isText = false) {
    let { left, top, right, bottom } = box;
    let { position } = getComputedStyle(element);
    if (isText && clips(getComputedStyle(element))) {
      const own = element.getBoundingClientRect();
      [left, right] = [Math.max(left, own.left), Math.min(right, own.right)];
      [top, bottom] = [Math.max(top, own.top), Math.min(bottom, own.bottom)];
    }
    for (let up = element.parentElement; up && position !== "fixed"; up = up.parentElement) {
      const style = getComputedStyle(up);
      // What is positioned is cut only by what it is positioned in.
      if (position === "absolute" && style.position === "static" && style.transform === "none") continue;
      position = style.position;
      if (!clips(style)) continue;
      const edge = up.getBoundingClientRect();
      left = Math.max(left, edge.left);
      top = Math.max(top, edge.top);
      right = Math.min(right, edge.right);
      bottom = Math.min(bottom, edge.bottom);
    }
    return { left, top, right, bottom, width: right - left, height: bottom - top };
  }

  /** What lies over the screen is a layer of its own; the topmost holds the eye. */
  const layers = "[role=dialog],[role=alertdialog],[role=menu],[role=tooltip],[data-sonner-toast]";
  const layerOf = (element) => element.closest(layers) ?? document.body;
  /** What a dialog lies over is not to be read now. */
  const isBehind = (element) => {
    const dialogs = [...document.querySelectorAll("[role=dialog],[role=alertdialog]")];
    return dialogs.length > 0 && !dialogs.some((one) => one.contains(element));
  };

  let known = null;

  /** All the text that is shown. Nothing is drawn between the checks of one question, so they look once. */
  function textNodes() {
    if (known) return known;
    known = findTextNodes();
    queueMicrotask(() => {
      known = null;
    });
    return known;
  }

  function findTextNodes() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (node.data.trim() === "" || !element || element.closest("script,style,.sr-only,option,noscript")) continue;
      if (!isTerminal(element) && isSeen(element) && !isSaid(element)) found.push(node);
    }
    return found;
  }

  function linesOf(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter(({ width, height }) => width > 0.5 && height > 0.5);
  }

  const isOpaque = (element) => {
    const [, , , alpha = "1"] = getComputedStyle(element).backgroundColor.match(/[\d.]+/g) ?? [];
    return alpha === "1" || Number(alpha) > 0.5;
  };

  return { clips, isBehind, isOpaque, isSeen, isTerminal, layerOf, linesOf, name, scrolls, textNodes, visiblePart };
})();
