/** Why a call to the keychain failed, as far as it matters to a person: it can be unlocked, or there is none to use. */
export type KeychainFault = "locked" | "absent";

/**
 * What keychains say while they are locked and their own prompt was closed, could not be shown, or still waits: the secret
 * services of Linux, the Keychain of macOS, and our own limit of time.
 */
const lockedWords = [
  "prompt was dismissed",
  "is locked",
  "did not answer",
  "User interaction is not allowed",
  "User canceled",
  "passphrase you entered is not correct",
];

export function faultOf(error: unknown): KeychainFault {
  const words = (error instanceof Error ? error.message : String(error)).toLowerCase();
  return lockedWords.some((known) => words.includes(known.toLowerCase())) ? "locked" : "absent";
}
