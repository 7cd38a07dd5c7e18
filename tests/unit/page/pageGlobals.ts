/** As much of a page as the renderer's modules touch while they are loaded. To be imported before them. */
const nothing = (): void => {};
const element = () => ({ appendChild: nothing, dataset: {} });
const kept = new Map<string, string>();
Object.assign(globalThis, {
  addEventListener: nothing,
  removeEventListener: nothing,
  setInterval: () => 0,
  matchMedia: () => ({ matches: false, addEventListener: nothing, removeEventListener: nothing }),
  location: { pathname: "/sessions", search: "", hash: "" },
  document: {
    hidden: false,
    addEventListener: nothing,
    documentElement: element(),
    head: element(),
    createElement: element,
    createTextNode: element,
  },
  localStorage: {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  },
});
