import { useSyncExternalStore } from "react";

/** Where the app is: `/session/NAME?…`. The same addresses in the window, in a tab and in deep links. */
export interface Route {
  /** Path segments without the empty ones: `["session", "fix-login"]`. */
  readonly path: readonly string[];
  readonly search: URLSearchParams;
  /** Which thing of a list is meant, without the `#`; empty for none. */
  readonly hash: string;
}

function read(): Route {
  const path = location.pathname.split("/").filter(Boolean).map(decodeURIComponent);
  return { path, search: new URLSearchParams(location.search), hash: decoded(location.hash.slice(1)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
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
  setSearches({ [name]: value }, options);
}

/** Changes several parts at once, as one step of Back. */
export function setSearches(
  parts: Readonly<Record<string, string | null>>,
  options: { readonly replace?: boolean } = {},
): void {
  const search = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(parts)) {
    if (value === null) search.delete(name);
    else search.set(name, value);
  }
  const query = search.toString();
  go(location.pathname + (query ? `?${query}` : "") + location.hash, options);
}

/** Names one thing of the list that is shown, or none. Moving through a list is no step of Back. */
export function setHash(name: string | null): void {
  go(location.pathname + location.search + (name === null ? "" : `#${encodeURIComponent(name)}`), { replace: true });
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
