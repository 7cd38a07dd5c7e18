import type { ProxyStatus } from "../../src-shared/contract/proxy.ts";
import type { PolicyKeeper } from "./policyKeeper.ts";
import type { ProxyHost } from "./proxy/proxyHost.ts";
import type { Settings } from "./settings.ts";

export interface ProxySwitchOptions {
  readonly proxy: ProxyHost;
  readonly settings: Settings;
  readonly policies: PolicyKeeper;
  readonly countSessions: () => number;
}

/** The proxy as a person sees it: on or off, where it listens, and what is wrong with it. */
export class ProxySwitch {
  readonly #options: ProxySwitchOptions;

  constructor(options: ProxySwitchOptions) {
    this.#options = options;
  }

  async status(): Promise<ProxyStatus> {
    const { proxy, policies, countSessions } = this.#options;
    const { enabled, inFlight, addresses, auditError } = await proxy.status();
    return {
      enabled,
      port: proxy.port,
      addresses: [...addresses],
      sessions: countSessions(),
      inFlight,
      configError: policies.problem,
      auditError,
    };
  }

  /** Remembered first: a crash between the two must not switch a proxy back on that a person switched off. */
  async setEnabled(enabled: boolean): Promise<ProxyStatus> {
    this.#options.settings.setProxyEnabled(enabled);
    await this.#options.proxy.setEnabled(enabled);
    return this.status();
  }
}
