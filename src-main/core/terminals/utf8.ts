/** Length of the character that `lead` begins, 0 when no character begins with it. */
export function utf8Length(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

/** Whether `next` may be the second byte after `lead`: no overlong forms, no surrogates, nothing above U+10FFFF. */
export function utf8SecondAllowed(lead: number, next: number): boolean {
  if (next < 0x80 || next > 0xbf) return false;
  if (lead === 0xe0) return next >= 0xa0;
  if (lead === 0xed) return next <= 0x9f;
  if (lead === 0xf0) return next >= 0x90;
  if (lead === 0xf4) return next <= 0x8f;
  return true;
}

/** The code point of one whole, valid character of two to four bytes. */
export function utf8CodePoint(bytes: Uint8Array, length: number): number {
  let codePoint = bytes[0]! & (0xff >> (length + 1));
  for (let index = 1; index < length; index++) codePoint = (codePoint << 6) | (bytes[index]! & 0x3f);
  return codePoint;
}

const joining = /^[\p{M}\p{Cf}\u1160-\u11ff]$/u;

/** Whether a terminal may add the character to the cell before it. Errs on the side of yes. */
export function joinsPrevious(codePoint: number): boolean {
  if (codePoint < 0x300) return codePoint === 0xad;
  if ((codePoint >= 0x2190 && codePoint < 0x2e80) || (codePoint >= 0x3400 && codePoint < 0xa000)) return false;
  return joining.test(String.fromCodePoint(codePoint));
}
