const onlyPrintableAscii = /^[\x20-\x7e]*$/;

/** Percent-encodes the UTF-8 bytes of everything that is not printable ASCII. Safe to show, to grep and to hash. */
export function printable(text: string): string {
  if (onlyPrintableAscii.test(text)) return text;
  return percentEncode(Buffer.from(text, "utf8"));
}

/** The same for text whose characters stand for single bytes, as Node hands over request targets. */
export function printableBytes(text: string): string {
  if (onlyPrintableAscii.test(text)) return text;
  return percentEncode(Buffer.from(text, "latin1"));
}

function percentEncode(bytes: Buffer): string {
  let encoded = "";
  for (const byte of bytes) {
    const isPrintable = byte >= 0x20 && byte <= 0x7e;
    encoded += isPrintable ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return encoded;
}
