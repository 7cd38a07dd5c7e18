import { Notification } from "electron";
import type { NoticeEffect, Told } from "../../src-shared/notices/notice.ts";

export interface NotifierOptions {
  readonly hasSound: () => boolean;
  readonly onOpen: (notice: Told) => void;
  readonly onDeny: (approvalId: string) => void;
}

/** Shows and takes back notifications of the system. Something can be opened or denied from one, never allowed. */
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

  #show(notice: Told): void {
    const { key, title, body, approvalId } = notice;
    const { hasSound, onOpen, onDeny } = this.#options;
    const buttons = approvalId === null ? ["Open"] : ["Deny", "Review"];
    const notification = new Notification({
      title,
      body,
      silent: !hasSound(),
      actions: buttons.map((text) => ({ type: "button", text })),
    });
    notification.on("click", () => onOpen(notice));
    notification.on("action", ({ actionIndex }) => {
      if (buttons[actionIndex] === "Deny" && approvalId !== null) onDeny(approvalId);
      else onOpen(notice);
    });
    // Held on to: one that is collected as garbage hears no click.
    this.#shown.set(key, notification);
    notification.show();
  }
}
