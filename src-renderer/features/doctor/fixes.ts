/** The first command that a fix names, to be copied without the sentence around it. */
export function commandIn(fix: string): string | null {
  return /`([^`\n]+)`/.exec(fix)?.[1] ?? null;
}

/** Where the app itself can do what a fix says, after a look. */
export function reviewOf(checkId: string): { readonly name: string; readonly address: string } | null {
  const credential = /^credential-(.+)$/.exec(checkId)?.[1];
  if (credential !== undefined) return { name: "Review…", address: `/credentials/${encodeURIComponent(credential)}` };
  if (checkId === "image" || checkId === "container") return { name: "Review…", address: "/settings/agent-image" };
  return checkId === "disk" ? { name: "Review…", address: "/sessions" } : null;
}
