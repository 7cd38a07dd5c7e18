import { expect, it } from "vitest";
import { pipeChannels } from "../../../src-main/electron/pipeChannels.ts";
import { Inbox } from "../../../src-shared/rpc/inbox.ts";

/** One end of a carrier that takes nothing in until it is told to. */
function slowChannel() {
  const inbox = new Inbox();
  const waiting: (() => void)[] = [];
  return {
    inbox,
    sent: [] as Uint8Array[],
    isPaused: false,
    isClosed: false,
    takeAll(): void {
      for (const resolve of waiting.splice(0)) resolve();
    },
    send(message: Uint8Array): Promise<void> {
      this.sent.push(message);
      return new Promise((resolve) => waiting.push(resolve));
    },
    onMessage: (listener: (message: Uint8Array) => void) => inbox.onMessage(listener),
    onClose: (listener: () => void) => inbox.onClose(listener),
    close(): void {
      this.isClosed = true;
    },
    pause(): void {
      this.isPaused = true;
    },
    resume(): void {
      this.isPaused = false;
    },
  };
}

it("the core is not read any more while a page has much to take in, and again when it has", async () => {
  const [page, core] = [slowChannel(), slowChannel()];
  pipeChannels(page, core);
  const piece = new Uint8Array(100 * 1024);
  core.inbox.receive(piece);
  core.inbox.receive(piece);
  expect(core.isPaused).toBe(false);
  core.inbox.receive(piece);
  expect(core.isPaused).toBe(true);
  expect(page.sent).toHaveLength(3);
  page.takeAll();
  await expect.poll(() => core.isPaused).toBe(false);
});

it("the end of either is told to the other", () => {
  const [page, core] = [slowChannel(), slowChannel()];
  pipeChannels(page, core);
  page.inbox.end();
  expect([page.isClosed, core.isClosed]).toEqual([false, true]);
  core.inbox.end();
  expect(page.isClosed).toBe(true);
});
