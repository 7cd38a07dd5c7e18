// Runs in the page: what a person would see at a glance, as lists of sentences. Put into the page as `looks`.
globalThis.looks = (() => {
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

  const isOpaque = (element) => {
    const [, , , alpha = "1"] = getComputedStyle(element).backgroundColor.match(/[\d.]+/g) ?? [];
    return alpha === "1" || Number(alpha) > 0.5;
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

  const numbers = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const over = ([r, g, b, alpha = 1], [r2, g2, b2]) =>
    [r, g, b].map((value, at) => value * alpha + [r2, g2, b2][at] * (1 - alpha));
  const luminance = (colour) =>
    colour
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
      .reduce((sum, value, at) => sum + value * [0.2126, 0.7152, 0.0722][at], 0);
  const ratio = (one, other) => {
    const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };

  /** What is painted behind an element: the grounds of all it lies in, the nearest on top. */
  function groundOf(element) {
    const grounds = [];
    for (let up = element; up; up = up.parentElement) {
      const ground = numbers(getComputedStyle(up).backgroundColor);
      if (ground[3] === 0) continue;
      grounds.push(ground);
      if (ground[3] === undefined) break;
    }
    return grounds.reduceRight((below, ground) => over(ground, below), [255, 255, 255]);
  }

  /** How much of an element is there, of what its ancestors leave of it. */
  function opacityOf(element) {
    let opacity = 1;
    for (let up = element; up; up = up.parentElement) opacity *= Number(getComputedStyle(up).opacity);
    return opacity;
  }

  const isOff = (element) => element.closest("[inert],:disabled,[aria-disabled=true],[aria-hidden=true]") !== null;

  /** Text under 4.5 to 1 on what is behind it, and edges of controls under 3 to 1. */
  function faint() {
    const problems = new Set();
    for (const node of textNodes()) {
      const element = node.parentElement;
      if (isOff(element)) continue;
      const ground = groundOf(element);
      const [r, g, b, alpha = 1] = numbers(getComputedStyle(element).color);
      const found = ratio(over([r, g, b, alpha * opacityOf(element)], ground), ground);
      if (found < 4.5) problems.add(`${found.toFixed(2)} ${name(element)}`);
    }
    for (const element of document.querySelectorAll("input:not([type=range],[type=file]),textarea,select")) {
      if (isOff(element) || isTerminal(element) || !isSeen(element) || element.closest(".sr-only,label > .sr-only"))
        continue;
      const style = getComputedStyle(element);
      // An edge of the field around it counts for a field without one.
      const edged = style.borderTopWidth === "0px" ? element.parentElement : element;
      if (element.matches(".sr-only") || getComputedStyle(edged).borderTopWidth === "0px") continue;
      const edge = numbers(getComputedStyle(edged).borderTopColor);
      // Told from what is around it or from what is in it.
      const found = Math.max(
        ...[groundOf(edged.parentElement), groundOf(edged)].map((ground) => ratio(over(edge, ground), ground)),
      );
      if (found < 3) problems.add(`edge ${found.toFixed(2)} ${name(element)}`);
    }
    return [...problems];
  }

  /** Colours, sizes, weights and shapes that are not among the tokens. */
  function strangers(tokens) {
    const problems = new Set();
    const probe = document.createElement("i");
    document.body.append(probe);
    const colours = new Set(
      Object.values(tokens).map((value) => {
        probe.style.color = value;
        return getComputedStyle(probe).color;
      }),
    );
    probe.remove();
    for (const node of textNodes()) {
      const element = node.parentElement;
      const style = getComputedStyle(element);
      if (!colours.has(style.color)) problems.add(`colour ${style.color}: ${name(element)}`);
      if (![11, 11.5, 12, 13, 14, 16, 18].includes(Number.parseFloat(style.fontSize))) {
        problems.add(`size ${style.fontSize}: ${name(element)}`);
      }
      if (!["400", "500", "600"].includes(style.fontWeight))
        problems.add(`weight ${style.fontWeight}: ${name(element)}`);
      if (!/^"?(Inter|JetBrains Mono) Variable/.test(style.fontFamily))
        problems.add(`font ${style.fontFamily}: ${name(element)}`);
      if (style.textTransform !== "none") problems.add(`${style.textTransform}: ${name(element)}`);
      if (style.letterSpacing !== "normal") problems.add(`letter spacing ${style.letterSpacing}: ${name(element)}`);
    }
    for (const element of document.body.querySelectorAll("*")) {
      if (isTerminal(element) || !isSeen(element) || element.clientWidth === 0) continue;
      const style = getComputedStyle(element);
      const ground = style.backgroundColor;
      if (numbers(ground)[3] !== 0 && !colours.has(ground)) problems.add(`background ${ground}: ${name(element)}`);
      if (style.backgroundImage !== "none") problems.add(`picture behind ${name(element)}`);
      for (const radius of [style.borderTopLeftRadius, style.borderBottomRightRadius]) {
        if (!["0px", "3px", "5px", "6px", "8px", "10px", "50%"].includes(radius))
          problems.add(`radius ${radius}: ${name(element)}`);
      }
      for (const side of ["Top", "Right", "Bottom", "Left"]) {
        const width = Number.parseFloat(style[`border${side}Width`]);
        if (width > 0 && ![1, 2].includes(width)) problems.add(`border ${width}: ${name(element)}`);
      }
    }
    return [...problems];
  }

  /** Ends when nothing was drawn anew for three frames: what is on its way has come. */
  async function settled() {
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => resolve()));
    const look = () => {
      const all = document.body.querySelectorAll("*");
      const moving = document.getAnimations().filter(({ playState }) => playState === "running").length;
      return [
        all.length,
        moving,
        document.documentElement.dataset.theme,
        ...[...all].map((one) => one.className),
      ].join();
    };
    let same = 0;
    let before = "";
    while (same < 3) {
      await frame();
      const now = look();
      same = now === before ? same + 1 : 0;
      before = now;
    }
    await document.fonts.ready;
  }

  return { clipped, faint, overflow, overlaps, smallTargets, strangers, settled };
})();
