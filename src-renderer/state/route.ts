import { useSyncExternalStore } from "react";

/** Where the app is: `/session/NAME?…`. The same addresses in the window, in a tab and in deep links. */
export interface Route {
  /** Path segments without the empty ones: `["session", "fix-login"]`. */
  readonly path: readonly string[];
  readonly search: URLSearchParams;
}

function read(): Route {
  const path = location.pathname.split("/").filter(Boolean).map(decodeURIComponent);
  return { path, search: new URLSearchParams(location.search) };
}

let current = read();
const listeners = new Set<() => void>();

function changed(): void {
  current = read();
  for (const listener of listeners) listener();
}

addEventListener("popstate", changed);

/** Calls back after every change of the address, for what is no part of the screen. */
export function onRouteChange(listener: () => void): void {
  listeners.add(listener);
}

/** Goes to an address; `replace` leaves no entry for Back. */
export function go(address: string, options: { readonly replace?: boolean } = {}): void {
  if (address === location.pathname + location.search + location.hash) return;
  if (options.replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  changed();
}

/** Changes one part of the query of the present address; null takes it away. */
export function setSearch(name: string, value: string | null, options: { readonly replace?: boolean } = {}): void {
  const search = new URLSearchParams(location.search);
  if (value === null) search.delete(name);
  else search.set(name, value);
  const query = search.toString();
  go(location.pathname + (query ? `?${query}` : ""), options);
}

export function useRoute(): Route {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}

export const sessionAddress = (name: string): string => `/session/${encodeURIComponent(name)}`;
