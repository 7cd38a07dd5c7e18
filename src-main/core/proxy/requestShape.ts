const allowedText = /^[\t\x20-\x7e\x80-\uffff]*$/;

/** Fields that say where a request goes, where it ends, and who sends it: never behind a body. */
const notInTrailers = new Set([
  "authorization",
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "cookie",
  "expect",
  "host",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "api-key",
  "private-token",
  "x-api-key",
  "x-goog-api-key",
]);

/** Servers that hand headers on as variables read "_" as "-": these would say again how the request is framed. */
const framingLookalike = /^(?:content_length|transfer_encoding|proxy_authorization|x_forwarded_host)$/i;

/**
 * Shapes that two servers in a row could read as different requests. Node's parser refuses most of them; those that it
 * lets through are found here. Takes names and values in turn; returns what is wrong, or null.
 */
export function shapeProblem(rawHeaders: readonly string[], httpVersion: string): string | null {
  if (httpVersion !== "1.1" && httpVersion !== "1.0") return "The version is not HTTP/1.1 or HTTP/1.0.";
  let hosts = 0;
  let lengths = 0;
  let encodings = 0;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    const value = rawHeaders[at + 1] as string;
    if (name.length === 14 && name.toLowerCase() === "content-length") {
      if (!/^\d{1,15}$/.test(value)) return "Content-Length is not a number.";
      lengths++;
    } else if (name.length === 17 && name.toLowerCase() === "transfer-encoding") {
      if (value.toLowerCase() !== "chunked") return "Transfer-Encoding is something else than chunked.";
      encodings++;
    } else if (name.length === 4 && name.toLowerCase() === "host") {
      hosts++;
    } else if (name.length === 10 && name.toLowerCase() === "connection") {
      // Taken away here it would be missing there: the body that was looked at would be read as another.
      if (/(?:^|,)\s*content-/i.test(value)) return "Connection names a field that says how the body is read.";
    } else if (name.length === 7 && name.toLowerCase() === "trailer") {
      const problem = trailerProblem(value.split(","));
      if (problem !== null) return problem;
    } else if (name.includes("_") && framingLookalike.test(name)) {
      return `The header ${name} could be read as one of the framing.`;
    }
    if (!allowedText.test(value)) return "A header holds control characters.";
  }
  if (hosts > 1) return "Host appears more than once.";
  if (hosts === 0 && httpVersion === "1.1") return "Host is missing.";
  if (lengths > 1) return "Content-Length appears more than once.";
  if (encodings > 1) return "Transfer-Encoding appears more than once.";
  if (lengths > 0 && encodings > 0) return "Content-Length and Transfer-Encoding contradict each other.";
  if (encodings > 0 && httpVersion !== "1.1") return "Transfer-Encoding needs HTTP/1.1.";
  return null;
}

/** What is wrong with the names of fields that come behind a body; null when nothing is. */
export function trailerProblem(names: readonly string[]): string | null {
  const found = names
    .map((name) => name.trim().toLowerCase().replaceAll("_", "-"))
    .find((name) => notInTrailers.has(name) || name.startsWith("proxy-"));
  return found === undefined ? null : `The field ${found} may not come behind a body.`;
}
