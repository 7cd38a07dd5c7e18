import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { run } from "../helpers/run.ts";

const root = resolve(import.meta.dirname, "../..");

/** Everything a program loads, in its own words: paths of sources and names of packages. */
async function importGraph(entry: string): Promise<string[]> {
  const tool = join(root, "node_modules/.bin/depcruise");
  const args = ["--no-config", "--ts-config", "tsconfig.json", "--ts-pre-compilation-deps", "--output-type", "json"];
  const { stdout } = await run(tool, [...args, "--do-not-follow", "node_modules", entry], { cwd: root });
  const { modules } = JSON.parse(stdout) as { modules: { source: string }[] };
  return modules.map(({ source }) => source);
}

test.each(["src-main/daemon.ts", "src-main/cli.ts"])("%s runs without Electron anywhere behind it", async (entry) => {
  const graph = await importGraph(entry);
  expect(graph.length).toBeGreaterThan(10);
  expect(graph.filter((source) => /(^|\/)electron(\/|$)/.test(source))).toEqual([]);
});

test("the command-line client loads nothing of the core but through the contract", async () => {
  const graph = await importGraph("src-main/cli.ts");
  const heavy = /node_modules\/(dockerode|mockttp|node-forge|better-sqlite3|undici|@xterm)\//;
  expect(graph.filter((source) => heavy.test(source))).toEqual([]);
});
