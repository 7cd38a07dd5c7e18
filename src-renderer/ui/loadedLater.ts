import { type ComponentType, type LazyExoticComponent, lazy } from "react";

/**
 * A component whose code comes when it is first shown, or when `load` is called before. What is there already is drawn
 * at once: a promise, even a kept one, would show the placeholder first, and React keeps that for 300 ms.
 */
export function loadedLater<Props extends object>(
  get: () => Promise<{ readonly default: ComponentType<Props> }>,
): { readonly Component: LazyExoticComponent<ComponentType<Props>>; readonly load: () => Promise<unknown> } {
  type Module = Awaited<ReturnType<typeof get>>;
  let loaded: Module | null = null;
  const load = async (): Promise<Module> => {
    loaded = await get();
    return loaded;
  };
  // biome-ignore lint/suspicious/noThenProperty: React draws at once what a thenable gives at once.
  const atOnce = (module: Module) => ({ then: (take: (module: Module) => void) => take(module) }) as Promise<Module>;
  return { Component: lazy(() => (loaded ? atOnce(loaded) : load())), load };
}
