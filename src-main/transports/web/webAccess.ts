import { openWebGateway, type WebGateway, type WebGatewayOptions } from "./webGateway.ts";

/** The gateway for browsers, opened by the first who asks for a link: a port that nobody uses stays closed. */
export class WebAccess {
  readonly #options: WebGatewayOptions;
  readonly #onOpen: (port: number) => Promise<void>;
  #gateway: Promise<WebGateway> | null = null;

  /** `onOpen` hears of the port before anybody is told of it. */
  constructor(options: WebGatewayOptions, onOpen: (port: number) => Promise<void>) {
    this.#options = options;
    this.#onOpen = onOpen;
  }

  async newLink(): Promise<string> {
    this.#gateway ??= this.#open();
    try {
      return (await this.#gateway).newLink();
    } catch (error) {
      this.#gateway = null;
      throw error;
    }
  }

  async #open(): Promise<WebGateway> {
    const gateway = await openWebGateway(this.#options);
    await this.#onOpen(gateway.port);
    return gateway;
  }

  async close(): Promise<void> {
    await (await this.#gateway?.catch(() => null))?.close();
  }
}
