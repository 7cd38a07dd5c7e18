import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openLog } from "../../../src-main/core/lifecycle/log.ts";
import { smallDisk } from "../../helpers/smallDisk.ts";

test("the daemon's log outlives a full disk, and its lines are whole when there is room again", () => {
  using disk = smallDisk(256);
  const path = join(disk.path, "daemon.log");
  const log = openLog(path, { toStderr: false });
  log.info({}, "before");
  disk.fill();
  for (let line = 0; line < 200; line++) log.error({ line, padding: "x".repeat(200) }, "while it is full");
  log.flush();
  disk.free();
  log.info({}, "after");
  log.close();
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
    "before",
    ...Array.from({ length: 200 }, () => "while it is full"),
    "after",
  ]);
});
