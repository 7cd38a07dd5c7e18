import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { assetsFolder, readRecipes } from "../../../src-main/core/images/recipe.ts";

let assets: string;

beforeEach(() => {
  assets = mkdtempSync(join(tmpdir(), "clauderon-recipe-"));
  cpSync(assetsFolder(), assets, { recursive: true });
});
afterEach(() => rmSync(assets, { recursive: true }));

test("the same recipe has the same tags wherever it lies", () => {
  const there = readRecipes(assets, "x64");
  const here = readRecipes(assetsFolder(), "x64");
  expect([there.agent.tag, there.relay.tag]).toEqual([here.agent.tag, here.relay.tag]);
  expect(there.agent.tag).toMatch(/^clauderon-agent:[0-9a-f]{12}$/);
});

test("a change of the agents' lock gives the agent image a new tag and keeps the relay's", () => {
  const before = readRecipes(assets, "x64");
  appendFileSync(join(assets, "agent-image", "agents", "package-lock.json"), "\n");
  const after = readRecipes(assets, "x64");
  expect(after.agent.tag).not.toBe(before.agent.tag);
  expect(after.relay.tag).toBe(before.relay.tag);
});

test("another kind of processor has another image", () => {
  expect(readRecipes(assets, "arm64").agent.tag).not.toBe(readRecipes(assets, "x64").agent.tag);
  expect(() => readRecipes(assets, "riscv64")).toThrow(/processors of kind riscv64/);
});
