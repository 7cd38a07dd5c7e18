import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Config, defaultConfig } from "../../../src-main/core/config/config.ts";
import { loadConfig } from "../../../src-main/core/config/loadConfig.ts";
import { type ConfigWatch, watchConfig } from "../../../src-main/core/config/watchConfig.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "clauderon-config-"));
  path = join(folder, "config.toml");
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (text: string): void => writeFileSync(path, text, { mode: 0o600 });

describe("loading", () => {
  test("an absent file gives the defaults", () => {
    expect(loadConfig(path)).toEqual(defaultConfig);
  });
  test("a file that others can write is refused, with the command that mends it", () => {
    write("[proxy]\nport = 1\n");
    chmodSync(path, 0o666);
    expect(() => loadConfig(path)).toThrow(
      expect.objectContaining({ code: "bad_permissions", hint: `chmod go-w '${path}'` }),
    );
  });
  test("a file that others can read is taken: it holds no secret", () => {
    write("[proxy]\nport = 1\n");
    chmodSync(path, 0o644);
    expect(loadConfig(path).proxy.port).toBe(1);
  });
  test("a symbolic link to a file of the user is followed", () => {
    const real = join(folder, "dotfiles.toml");
    writeFileSync(real, "[proxy]\nport = 2\n", { mode: 0o600 });
    symlinkSync(real, path);
    expect(loadConfig(path).proxy.port).toBe(2);
  });
  test("a folder in its place is named", () => {
    rmSync(path, { force: true });
    symlinkSync(folder, path);
    expect(() => loadConfig(path)).toThrow(`${path} is not a file.`);
  });
});

describe("a running daemon", () => {
  let watch: ConfigWatch;
  let taken: Config[];
  let problems: (string | null)[];
  beforeEach(() => {
    write("[proxy]\nport = 1\n");
    taken = [];
    problems = [];
    watch = watchConfig(path, {
      onChange: (config) => {
        if (config.proxy.port === 13) throw new Error("not 13");
        taken.push(config);
      },
      onProblem: (problem) => problems.push(problem),
    });
  });
  afterEach(() => watch.close());

  test("takes a changed file", async () => {
    write("[proxy]\nport = 22\n");
    await expect.poll(() => taken.at(-1)?.proxy.port).toBe(22);
    expect(watch.problem).toBeNull();
  });
  test("keeps the old rules while the file is broken, tells why, and recovers", () => {
    write("[proxy]\nprt = 3\n");
    watch.reload();
    expect(taken).toEqual([]);
    expect(watch.problem).toContain("config.toml line 2: unknown key `prt` in [proxy], did you mean `port`?");
    write("[proxy]\nport = 4\n");
    watch.reload();
    expect(taken.map((config) => config.proxy.port)).toEqual([4]);
    expect(problems).toHaveLength(2);
    expect(watch.problem).toBeNull();
  });
  test("tells what the one who takes it says against it", () => {
    write("[proxy]\nport = 13\n");
    watch.reload();
    expect(watch.problem).toContain("not 13");
  });
  test("goes back to the defaults when the file is removed", () => {
    rmSync(path);
    watch.reload();
    expect(taken).toEqual([defaultConfig]);
  });
});
