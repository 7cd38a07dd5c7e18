const storageKey = "clauderon.bearer";

/*
 * The bearer lives in this tab's sessionStorage, not in a cookie: cookies are shared by all ports of a host, so that
 * any other local server would get it.
 */
export function storedBearer(): string | null {
  return sessionStorage.getItem(storageKey);
}

export function forgetBearer(): void {
  sessionStorage.removeItem(storageKey);
}

export type SignInResult = "none" | "ok" | "used" | "too-many";

/** Exchanges the one-time token of the address bar, if there is one, and takes it out of there first. */
export async function signInFromAddress(): Promise<SignInResult> {
  const token = /^#login=([\w-]+)$/.exec(location.hash)?.[1];
  if (token === undefined) return "none";
  history.replaceState(null, "", location.pathname === "/" ? "/sessions" : location.pathname);
  const response = await fetch("/login", { method: "POST", body: token });
  if (response.status === 429) return "too-many";
  if (!response.ok) return "used";
  const { bearer } = (await response.json()) as { bearer: string };
  sessionStorage.setItem(storageKey, bearer);
  return "ok";
}

/** Forgets the tab's sign-in, here and in the core. Sessions go on. */
export async function leaveTab(): Promise<void> {
  const bearer = storedBearer();
  forgetBearer();
  if (bearer !== null) await fetch("/logout", { method: "POST", body: bearer }).catch(() => {});
  location.reload();
}
