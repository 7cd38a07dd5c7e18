import type { KeychainStatus } from "../../../src-shared/model/credential.ts";
import { type Check, type Finding, pass, skip, warn } from "./ports.ts";

/** Where values are kept, and whether that can be reached. */
export const checkKeychain: Check = {
  id: "keychain",
  group: "credentials",
  title: "System keychain",
  run: async ({ vault }) => keychainFinding(vault.keychain.status()),
};

export function keychainFinding(status: KeychainStatus): Finding {
  switch (status) {
    case "works":
      return pass("values that you store go into it");
    case "locked":
      return warn(
        "The system keychain is locked.",
        "Unlock it (`clauderon credentials unlock`), or use files of mode 0600 (`clauderon credentials keep-in files`).",
      );
    case "files":
      return pass("not used: you chose files that only you can read (mode 0600)");
    case "absent":
      return skip("there is none that can be used here; values are kept in files that only you can read (mode 0600)");
    case "off":
      return skip("switched off by CLAUDERON_KEYCHAIN; values are kept in files that only you can read (mode 0600)");
  }
}
