// Runs in the page: where things lie, and what of it a person would stumble over, as lists of sentences.
globalThis.looks = (() => {
  const { clips, isBehind, isOpaque, isSeen, isTerminal, layerOf, linesOf, name, scrolls, textNodes, visiblePart } =
    globalThis.sight;

  /** Text that is cut off though nothing says so: no ellipsis, no way to scroll to it. */
  function clipped() {
    const problems = new Set();
    for (const node of textNodes()) {
      const element = node.parentElement;
      for (const line of linesOf(node)) {
        let { position } = getComputedStyle(element);
        for (let up = element; up; up = up.parentElement) {
          const style = getComputedStyle(up);
          if (up !== element && position === "absolute" && style.position === "static") continue;
          if (up !== element || clips(style)) {
            const edge = up.getBoundingClientRect();
            const isCutX = line.right > edge.right + 1 || line.left < edge.left - 1;
            // A line box may be higher than its letters by a pixel or two.
            const isCutY = line.bottom > edge.bottom + 3 || line.top < edge.top - 3;
            if (clips(style) && isCutX && scrolls(style.overflowX)) break;
            if (clips(style) && isCutY && scrolls(style.overflowY)) break;
            if (clips(style) && isCutX && style.textOverflow !== "ellipsis")
              problems.add(`cut at the side: ${name(element)}`);
            if (clips(style) && isCutY) problems.add(`cut above or below: ${name(element)}`);
            if (clips(style) && (isCutX || isCutY)) break;
          }
          position = style.position;
          if (position === "fixed") break;
        }
        const isOut = line.right > innerWidth + 1 || line.left < -1;
        const part = visiblePart(element, line, true);
        if (isOut && part.width > 0 && (part.right > innerWidth + 1 || part.left < -1)) {
          problems.add(`beyond the window: ${name(element)}`);
        }
      }
    }
    return [...problems];
  }

  /** The page itself never scrolls sideways. */
  function overflow() {
    const { scrollWidth } = document.documentElement;
    const problems = scrollWidth > innerWidth ? [`the page is ${scrollWidth} wide in a window of ${innerWidth}`] : [];
    const main = document.querySelector("main");
    if (main && main.scrollWidth > main.clientWidth + 1) {
      problems.push(`the main area is ${main.scrollWidth} wide in ${main.clientWidth}`);
    }
    return problems;
  }

  /** Two texts in one place of one layer. */
  function overlaps() {
    const placed = [];
    for (const node of textNodes()) {
      const element = node.parentElement;
      for (const line of linesOf(node)) {
        const part = visiblePart(element, line, true);
        if (part.width > 2 && part.height > 2 && !isBehind(element))
          placed.push({ element, part, layer: layerOf(element) });
      }
    }
    const problems = new Set();
    for (let at = 0; at < placed.length; at++) {
      for (let other = at + 1; other < placed.length; other++) {
        const [a, b] = [placed[at], placed[other]];
        if (a.element === b.element || a.layer !== b.layer) continue;
        const width = Math.min(a.part.right, b.part.right) - Math.max(a.part.left, b.part.left);
        const height = Math.min(a.part.bottom, b.part.bottom) - Math.max(a.part.top, b.part.top);
        if (width <= 2 || height <= 4) continue;
        // What is covered by something opaque is not read twice.
        const [x, y] = [Math.max(a.part.left, b.part.left) + width / 2, Math.max(a.part.top, b.part.top) + height / 2];
        const stack = document.elementsFromPoint(x, y);
        const isThere = ({ element }) =>
          stack.some((one) => one === element || one.contains(element) || element.contains(one));
        const between = stack.slice(0, Math.max(stack.indexOf(a.element), stack.indexOf(b.element)));
        const isCovered = between.some((one) => !one.contains(a.element) !== !one.contains(b.element) && isOpaque(one));
        if (isThere(a) && isThere(b) && !isCovered) problems.add(`${name(a.element)} over ${name(b.element)}`);
      }
    }
    return [...problems];
  }

  /** Lies over what scrolls or over the screen for a while: what it covers is reached by scrolling, or soon. */
  const isAbove = (element, owner) => {
    if (layerOf(element) !== layerOf(owner)) return true;
    for (let up = element; up && !up.contains(owner); up = up.parentElement) {
      if (["sticky", "fixed"].includes(getComputedStyle(up).position)) return true;
    }
    return false;
  };

  const targets =
    "button,a[href],input,select,textarea,[role=tab],[role=menuitem],[role=option],[role=radio],[role=slider],[role=switch]";

  /** A line of code is as high as its text, and so is what is in it. */
  const isInCode = (element) => element.closest("table")?.classList.contains("font-mono") ?? false;

  /** Pointer targets of which a hit 11 pixels from the middle misses: smaller than 24 by 24. */
  function smallTargets() {
    const problems = new Set();
    for (const element of document.querySelectorAll(targets)) {
      if (
        isBehind(element) ||
        isTerminal(element) ||
        element.disabled ||
        !isSeen(element) ||
        element.closest(".sr-only,[inert]")
      )
        continue;
      if (element.matches("input.sr-only") || isInCode(element)) continue;
      const box = element.getBoundingClientRect();
      const part = visiblePart(element, box);
      if (part.width < box.width - 1 || part.height < box.height - 1 || box.width < 1) continue;
      if (box.right > innerWidth || box.bottom > innerHeight || box.left < 0 || box.top < 0) continue;
      const owner = element.closest("label") ?? element;
      const whole = owner.getBoundingClientRect();
      const [x, y] = [whole.left + whole.width / 2, whole.top + whole.height / 2];
      // What reaches under the edge of what scrolls is scrolled to.
      const area = { left: x - 12, right: x + 12, top: y - 12, bottom: y + 12 };
      const inSight = visiblePart(owner, area);
      if (inSight.width < 24 || inSight.height < 24) continue;
      const middle = document.elementFromPoint(x, y);
      if (!middle || !(owner.contains(middle) || middle.contains(element))) continue;
      const isHit = (dx, dy) => {
        const hit = document.elementFromPoint(x + dx, y + dy);
        return hit !== null && (owner.contains(hit) || isAbove(hit, owner));
      };
      const misses = [
        [-11, 0],
        [11, 0],
        [0, -11],
        [0, 11],
      ].filter(([dx, dy]) => !isHit(dx, dy));
      if (misses.length > 0) problems.add(`${Math.round(box.width)}×${Math.round(box.height)} ${name(element)}`);
    }
    return [...problems];
  }

  return { clipped, overflow, overlaps, smallTargets };
})();
