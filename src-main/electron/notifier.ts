import { Notification } from "electron";
import type { NoticeEffect } from "./notices.ts";

export interface NotifierOptions {
  readonly hasSound: () => boolean;
  readonly onOpen: (screen: string) => void;
}

/** Shows and takes back notifications of the system. A click opens what it is about; nothing can be allowed from one. */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #shown = new Map<string, Notification>();

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  apply(effects: readonly NoticeEffect[]): void {
    for (const effect of effects) {
      const key = effect.kind === "show" ? effect.notice.key : effect.key;
      this.#shown.get(key)?.close();
      this.#shown.delete(key);
      if (effect.kind === "show" && Notification.isSupported()) this.#show(effect.notice);
    }
  }

  #show({ key, title, body, screen }: Extract<NoticeEffect, { kind: "show" }>["notice"]): void {
    const notification = new Notification({ title, body, silent: !this.#options.hasSound() });
    notification.on("click", () => this.#options.onOpen(screen));
    // Held on to: one that is collected as garbage hears no click.
    this.#shown.set(key, notification);
    notification.show();
  }
}
