import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { readConfig } from "../../../src-main/core/config/readConfig.ts";
import { diskState, folderBytes, parseDiskUse } from "../../../src-main/core/sessions/diskUse.ts";

test("sums are added, and a sum that is missing makes the measurement worthless", () => {
  expect(parseDiskUse("4\t/a\n10\t/b\n", 2)).toBe(14 * 1024);
  expect(parseDiskUse("4\t/a\n", 2)).toBeNull();
  expect(parseDiskUse("", 1)).toBeNull();
});

test("any number of complaints about closed folders hides no sum", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cld-du-"));
  const program = '#!/bin/sh\nyes "du: cannot read directory" | head -c 3000000 >&2\nprintf "7\\t/a\\n"\nexit 1\n';
  writeFileSync(join(folder, "du"), program);
  chmodSync(join(folder, "du"), 0o755);
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
  try {
    expect(await folderBytes(["/a"])).toBe(7 * 1024);
  } finally {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  }
});

test.each([
  [10, "ok"],
  [11, "warning"],
  [20, "warning"],
  [21, "over"],
])("%i bytes of 10 and 20 are %s", (bytes, state) => {
  expect(diskState(bytes, { softBytes: 10, hardBytes: 20 }, new Date()).state).toBe(state);
});

test("config.toml sets both limits; one alone moves the other where it would make no sense", () => {
  const gib = 1024 ** 3;
  expect(readConfig("[sessions]\ndisk_soft_mib = 1024\ndisk_hard_mib = 2048").sessions).toEqual({
    softBytes: gib,
    hardBytes: 2 * gib,
  });
  expect(readConfig("").sessions).toEqual({ softBytes: 10 * gib, hardBytes: 30 * gib });
  expect(readConfig("[sessions]\ndisk_hard_mib = 1024").sessions).toEqual({ softBytes: gib, hardBytes: gib });
  expect(readConfig("[sessions]\ndisk_soft_mib = 40960").sessions).toEqual({
    softBytes: 40 * gib,
    hardBytes: 40 * gib,
  });
  expect(() => readConfig("[sessions]\ndisk_soft_mib = 2\ndisk_hard_mib = 1")).toThrow(/line 2/);
});
