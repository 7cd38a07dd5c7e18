import { normaliseHost, parseAuthority } from "./hostMatch.ts";
import { type Rule, refuse } from "./rule.ts";

/**
 * The tunnel's target, the TLS server name and the Host header name the same place (case, trailing dot and the default
 * port aside). Otherwise a front that routes by one of them could send a secret where another points.
 */
export const checkAuthority: Rule = ({ request, host, names }) => {
  const at = names.indexOf("host");
  if (at !== -1 && names.indexOf("host", at + 1) !== -1) return mismatch("The request has more than one Host header.");
  const hostHeader = request.headers[at]?.[1];
  if (hostHeader !== undefined) {
    const named = parseAuthority(hostHeader.trim(), request.scheme === "https" ? 443 : 80);
    if (named === null) return mismatch("The Host header is not a host name.");
    if (named.host !== request.host || named.port !== request.port) {
      return mismatch("The Host header names another place than the connection was opened to.");
    }
  }
  if (request.scheme !== "https") return null;
  if (request.sni !== null && normaliseHost(request.sni) !== request.host) {
    return mismatch("The TLS server name differs from the host that the connection was opened to.");
  }
  if (request.sni === null && host.injected) {
    return mismatch("The TLS hello names no server, which this host needs.");
  }
  return null;
};

function mismatch(reason: string) {
  return refuse(
    "authority-mismatch",
    reason,
    "Connect to the host that the request is for; domain fronting is refused.",
  );
}
