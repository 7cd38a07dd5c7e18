import { openWebGateway, type WebGateway, type WebGatewayOptions } from "./webGateway.ts";

/** The gateway for browsers, opened by the first who asks for a link: a port that nobody uses stays closed. */
export class WebAccess {
  readonly #options: WebGatewayOptions;
  #gateway: Promise<WebGateway> | null = null;

  constructor(options: WebGatewayOptions) {
    this.#options = options;
  }

  async newLink(): Promise<string> {
    this.#gateway ??= openWebGateway(this.#options);
    try {
      return (await this.#gateway).newLink();
    } catch (error) {
      this.#gateway = null;
      throw error;
    }
  }

  async close(): Promise<void> {
    await (await this.#gateway?.catch(() => null))?.close();
  }
}
