import type { credentialsContract } from "../../src-shared/contract/credentials.ts";
import type { ServiceHandlers } from "../../src-shared/rpc/contract.ts";
import type { Vault } from "../core/credentials/vault.ts";

export function createCredentialsService(vault: Vault): ServiceHandlers<typeof credentialsContract> {
  return {
    list: () => vault.list(),
    set: ({ id, value }) => vault.set(id, value),
    remove: ({ id }) => vault.remove(id),
    keychain: () => vault.keychain.status(),
    unlock: async () => {
      await vault.keychain.unlock();
      await vault.askAgain();
      return vault.keychain.status();
    },
    keepIn: async ({ place }) => {
      await vault.keepIn(place);
      return vault.keychain.status();
    },
    log: ({ id }) => vault.log(id),
    test: ({ id }) => vault.test(id),
  };
}
