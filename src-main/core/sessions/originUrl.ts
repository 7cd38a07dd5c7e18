/**
 * The clone's `origin`: the host repository's own, as an HTTPS URL without user information, which could be a token.
 * Null for one that leads nowhere from inside (a path, an unknown scheme).
 */
export function cleanOriginUrl(url: string): string | null {
  const text = url.trim();
  const scp = /^(?:[^@/\s]+@)?([a-zA-Z0-9.-]+):(?!\/\/)([^\s]+)$/.exec(text);
  // One letter before the colon is a Windows drive.
  if (scp && scp[1]!.length > 1) return `https://${scp[1]}/${scp[2]!.replace(/^\/+/, "")}`;
  if (!URL.canParse(text)) return null;
  const parsed = new URL(text);
  if (!parsed.hostname) return null;
  switch (parsed.protocol) {
    case "https:":
    case "http:":
      return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
    case "ssh:":
    case "git+ssh:":
    case "git:":
      // The port of SSH says nothing about HTTPS.
      return `https://${parsed.hostname}${parsed.pathname}`;
    default:
      return null;
  }
}
