/**
 * Where the first piece of UTF-8 `bytes` ends that is at most `pieceBytes` (over 3) long: never inside a character,
 * for xterm loses some that come in two parts.
 */
export function pieceEnd(bytes: Uint8Array, pieceBytes: number): number {
  if (bytes.length <= pieceBytes) return bytes.length;
  let end = pieceBytes;
  while (end > pieceBytes - 4 && (bytes[end]! & 0xc0) === 0x80) end--;
  return end;
}

/** `bytes` in pieces of at most `pieceBytes`, which share its memory. */
export function* textPieces(bytes: Uint8Array, pieceBytes: number): Generator<Uint8Array, void> {
  for (let rest = bytes; rest.length > 0; ) {
    const end = pieceEnd(rest, pieceBytes);
    yield rest.subarray(0, end);
    rest = rest.subarray(end);
  }
}
