// Runs in the page: what the walk through it by the keyboard has to know.
globalThis.walk = (() => {
  const pressable =
    "a[href], button, input, select, textarea, summary, [role=button], [role=tab], [role=radio], [role=option], [role=menuitem], [role=checkbox], [role=slider], [role=separator][tabindex], [role=row][aria-selected]";
  const ids = new Map();
  const walked = new Set();
  let list = null;

  const shown = (one) =>
    one.checkVisibility({ visibilityProperty: true }) &&
    one.getBoundingClientRect().width > 0 &&
    !one.closest("[inert], [aria-hidden=true], .xterm") &&
    // The arrows choose among the suggestions of a field, which keeps the focus.
    !one.closest("[role=listbox]") &&
    // What a mouse can press where it points, and the keyboard has elsewhere.
    !one.closest("[data-for-mouse]") &&
    !one.disabled;
  const nameOf = (one) =>
    `${one.getAttribute("role") ?? one.tagName.toLowerCase()} ${(one.getAttribute("aria-label") || one.textContent || one.labels?.[0]?.textContent || one.name || one.id).trim().slice(0, 50)}`;
  const outlined = (one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1;
  };
  /** The ring is on the element, on the field or the label around it, or on the row that a list points at. */
  const hasRing = (one) => {
    // The cursor says it in a terminal, and the palette has no other field.
    if (one.closest(".xterm, [cmdk-input]")) return true;
    const around = [one, one.parentElement, one.parentElement?.parentElement, one.closest("label")];
    const row = one.querySelector("[data-focused]");
    return [...around, row].some((each) => each && outlined(each));
  };
  const groupOf = (one) => {
    if (one.matches("input[type=radio]")) return [...document.querySelectorAll(`input[name="${one.name}"]`)];
    if (one.matches("[role=tab]")) return [...one.closest("[role=tablist]").querySelectorAll("[role=tab]")];
    // Left and right move an edge; up and down lead to the next.
    if (one.matches("[data-edge]")) return [...one.closest("[role=row]").querySelectorAll("[data-edge]")];
    if (one.matches("[data-head]")) return [...one.closest("[role=row]").querySelectorAll("[data-head]")];
    if (one.matches("[role=radio]")) return [...one.closest("[role=radiogroup]").querySelectorAll("[role=radio]")];
    return null;
  };
  addEventListener("focusin", ({ target }) => walked.add(target), { capture: true });

  return {
    here() {
      const one = document.activeElement;
      if (!one || one === document.body)
        return { id: 0, name: "", kind: "nowhere", seen: true, arrow: "", arrows: 0, inList: false };
      walked.add(one);
      if (!ids.has(one)) ids.set(one, ids.size + 1);
      const group = groupOf(one);
      const rows = one.matches("[data-row-list]") ? one.querySelectorAll("[role=row][aria-selected]").length : 0;
      const kind = one.closest(".xterm") ? "terminal" : rows > 0 ? "list" : group ? "arrows" : "plain";
      return {
        id: ids.get(one),
        name: nameOf(one),
        kind,
        seen: hasRing(one),
        arrow: one.matches("[data-edge]") ? "ArrowDown" : "ArrowRight",
        arrows: group?.length ?? Math.min(rows, walk.mostRows),
        inList: list?.contains(one) === true && list !== one,
      };
    },
    enterList() {
      list = document.activeElement;
    },
    focusList() {
      list?.focus();
    },
    /** Rows that come while others are gone through are like these. */
    markRows() {
      for (const row of list?.querySelectorAll("[role=row][aria-selected]") ?? []) walked.add(row);
    },
    rowInFocus() {
      return [...(list?.querySelectorAll("[data-focused]") ?? [])].map((row) => row.id || row.textContent).join();
    },
    markRow() {
      for (const row of list?.querySelectorAll("[data-focused]") ?? []) walked.add(row);
    },
    rowHasControls() {
      return (
        list !== null && list.querySelector("[role=row] [tabindex='0'], [role=row] button:not([tabindex])") !== null
      );
    },
    missed() {
      const top = document.querySelector("[role=dialog], [role=alertdialog]") ?? document;
      return [...top.querySelectorAll(pressable)].filter((one) => shown(one) && !walked.has(one)).map(nameOf);
    },
  };
})();
