/** Servers that hand headers on as variables read "_" as "-". */
const lookalike = /^(?:content_length|transfer_encoding)$/i;
const allowedText = /^[\t\x20-\x7e\x80-\uffff]*$/;

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
    } else if (name.length === 4 && name.toLowerCase() === "host") hosts++;
    else if (lookalike.test(name)) return `The header ${name} could be read as the length of the body.`;
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
