import type { proxyContract } from "../../src-shared/contract/proxy.ts";
import type { ServiceHandlers } from "../../src-shared/rpc/contract.ts";
import type { ProxySwitch } from "../core/proxySwitch.ts";

export function createProxyService(proxySwitch: ProxySwitch): ServiceHandlers<typeof proxyContract> {
  return {
    status: () => proxySwitch.status(),
    setEnabled: ({ enabled }) => proxySwitch.setEnabled(enabled),
  };
}
