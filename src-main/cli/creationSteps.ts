import type { ClauderonClient } from "../../src-shared/contract/index.ts";
import type { CreateEvent } from "../../src-shared/contract/sessions.ts";
import type { Progress } from "./output/progress.ts";

/** A creation as it is followed from a terminal. */
export class CreationSteps {
  readonly #client: ClauderonClient;
  readonly #progress: Progress;
  #name: string | null = null;
  #step = "";

  constructor(client: ClauderonClient, progress: Progress) {
    this.#client = client;
    this.#progress = progress;
  }

  async show(event: Exclude<CreateEvent, { type: "created" }>): Promise<void> {
    if (event.type === "begun") this.#name = event.name;
    else if (event.type === "progress") await this.#progress.step(`${this.#step}: ${event.what}`, event.fraction);
    else {
      this.#step = event.step;
      await this.#progress.step(event.step);
    }
  }

  clear(): Promise<void> {
    return this.#progress.clear();
  }

  /** Calls the creation off; false where it is too late, or too early to know which one it is. */
  async cancel(): Promise<boolean> {
    if (this.#name === null) return false;
    const { wasUnderWay } = await this.#client.sessions.cancelCreation({ name: this.#name });
    return wasUnderWay;
  }
}
