import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Engine } from "../../../src-main/core/engine/engine.ts";
import { Hub } from "../../../src-main/core/terminals/hub.ts";
import { saveScreen } from "../../../src-main/core/terminals/snapshotFile.ts";
import type { TerminalEvent } from "../../../src-shared/contract/terminals.ts";

let folder: string;
let snapshotPath: string;
const hub = new Hub({} as Engine).handlers();
const context = () => ({ caller: "test", signal: AbortSignal.timeout(60_000) });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clauderon-recall-"));
  snapshotPath = join(folder, "screen.snapshot");
});
afterEach(() => rmSync(folder, { recursive: true }));

it("a session that ended before the daemon began shows its last screen and how it ended", async () => {
  await saveScreen(snapshotPath, { cols: 40, rows: 5, text: "the last words" });
  await hub.recall({ sessionId: "gone", snapshotPath, exitCode: 7 }, context());
  expect(await hub.text({ sessionId: "gone" }, context())).toEqual({ text: "the last words" });
  const events: TerminalEvent[] = [];
  for await (const event of hub.attach({ sessionId: "gone", cols: 80, rows: 24, raw: false }, context()))
    events.push(event);
  expect(events[0]).toMatchObject({ type: "opened", cols: 40, rows: 5 });
  const drawn = events.map((event) => ("bytes" in event ? Buffer.from(event.bytes).toString() : "")).join("");
  expect(drawn).toContain("the last words");
  expect(events.at(-1)).toEqual({ type: "exit", exitCode: 7 });
});

it("a session without a saved screen has no terminal, which is said", async () => {
  await hub.recall({ sessionId: "never", snapshotPath, exitCode: 0 }, context());
  await expect((async () => hub.text({ sessionId: "never" }, context()))()).rejects.toMatchObject({
    code: "wrong_state",
  });
});
