import { randomFillSync } from "node:crypto";

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const timeLength = 10;
const randomLength = 16;

/** Random digits of the newest id, 5 bits each: counted up within a millisecond, so that ids sort as they were made. */
const digits = new Uint8Array(randomLength);
let newestMs = 0;
let timePart = "";

/** 26 characters of lower-case Crockford base32: 48 bits of milliseconds, then 80 random bits. Sorts by time. */
export function newRequestId(now: number = Date.now()): string {
  // A clock that steps back must not break the order.
  if (now > newestMs) {
    newestMs = now;
    timePart = encodeTime(now);
    randomFillSync(digits);
    // A clear top bit leaves room to count up.
    for (let at = 0; at < randomLength; at++) digits[at]! &= at === 0 ? 15 : 31;
  } else {
    countUp();
  }
  let id = timePart;
  for (let at = 0; at < randomLength; at++) id += alphabet[digits[at]!];
  return id;
}

function countUp(): void {
  for (let at = randomLength - 1; at >= 0; at--) {
    if (digits[at]! < 31) {
      digits[at]!++;
      return;
    }
    digits[at] = 0;
  }
}

function encodeTime(ms: number): string {
  let rest = ms;
  let text = "";
  for (let at = 0; at < timeLength; at++) {
    text = alphabet[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
