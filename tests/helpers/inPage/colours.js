// Runs in the page: what is hard to tell apart, and what is not among the tokens, as lists of sentences.
Object.assign(
  globalThis.looks,
  (() => {
    const { isSeen, isTerminal, name, textNodes } = globalThis.sight;

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

    return { faint, strangers };
  })(),
);
