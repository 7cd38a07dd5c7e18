const allowedText = /^[\t\x20-\x7e\x80-\uffff]*$/;

/**
 * Shapes that two servers in a row could read as different requests. Node's parser refuses most of them; those that it
 * lets through are found here. Takes names and values in turn; returns what is wrong, or null.
 */
export function shapeProblem(rawHeaders: readonly string[], httpVersion: string): string | null {
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
    }
    if (!allowedText.test(value)) return "A header holds control characters.";
  }
  if (lengths > 1) return "Content-Length appears more than once.";
  if (encodings > 1) return "Transfer-Encoding appears more than once.";
  if (lengths > 0 && encodings > 0) return "Content-Length and Transfer-Encoding contradict each other.";
  if (encodings > 0 && httpVersion !== "1.1") return "Transfer-Encoding needs HTTP/1.1.";
  return null;
}
