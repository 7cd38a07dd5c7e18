import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parseCommandLine } from "../../src-main/cli/program.ts";
import { commandTable } from "../../src-main/cli/table.ts";
import { readConfig } from "../../src-main/core/config/readConfig.ts";
import { errorCodes } from "../../src-shared/rpc/errors.ts";

const root = resolve(import.meta.dirname, "../..");
const documents = globSync(["*.md", "docs/**/*.md", "bench/*.md"], { cwd: root }).toSorted();
const textOf = (name: string): string => readFileSync(join(root, name), "utf8");

/** Fragments between backticks, outside fenced blocks. */
function codeSpans(markdown: string): string[] {
  const prose = markdown.replace(/^```[\s\S]*?^```/gm, "");
  return [...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? "");
}

/** Repository paths: begin with a known top-level folder, or are whole file names of the top level. */
function pathsIn(markdown: string): string[] {
  return codeSpans(markdown).filter((span) =>
    /^(src-main|src-shared|src-renderer|tests|bench|scripts|docs|assets)\/[\w./-]+$/.test(span),
  );
}

/** Sources by a short path, as tables of one area name them. */
const shortPathRoots = ["", "docs", "src-main", "tests", "src-shared", "src-shared/rpc", "src-main/core"];

function shortPathsIn(markdown: string): string[] {
  return codeSpans(markdown).filter((span) => /^[\w-]+(\/[\w-]+)*\/([\w.-]+\.(ts|mjs))$/.test(span));
}

/** Every `clauderon …` and `./dev cli …` that is shown, without the shell's pipes and redirections. */
function commandsIn(markdown: string): string[] {
  const lines = [...markdown.split("\n").map((line) => line.trim().replace(/^\$ /, "")), ...codeSpans(markdown)];
  return lines
    .map((line) => /^(?:clauderon|\.\/dev cli) (.+)$/.exec(line)?.[1] ?? "")
    .map((words) => words.replace(/\s+(\||>|#|\s{2}).*$/, "").trim())
    .filter((words) => words !== "" && !/[…]/.test(words));
}

function splitWords(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare!,
  );
}

describe.each(documents)("%s", (name) => {
  const markdown = textOf(name);

  it("names only paths that exist", () => {
    const missing = pathsIn(markdown).filter((path) => !existsSync(join(root, path)));
    const missingShort = shortPathsIn(markdown).filter(
      (path) => !shortPathRoots.some((folder) => existsSync(join(root, folder, path))),
    );
    expect([...missing, ...missingShort]).toEqual([]);
  });

  it("links only to what exists", () => {
    const links = [...markdown.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? "");
    expect(links.filter((link) => !existsSync(join(root, dirname(name), link)))).toEqual([]);
  });

  it("shows only commands that the command line takes", async () => {
    for (const command of commandsIn(markdown)) {
      const problem = await parseCommandLine(commandTable, splitWords(command), { version: "", print: () => {} }).then(
        () => null,
        (error: Error) => error.message,
      );
      // A sentence may speak of a command without its arguments.
      if (!problem?.startsWith("Missing required argument")) expect(problem, command).toBeNull();
    }
  });

  it("shows only scripts that there are", () => {
    const scripts = Object.keys((JSON.parse(textOf("package.json")) as { scripts: object }).scripts);
    const named = [...markdown.matchAll(/npm run ([\w:]+)/g)].map((match) => match[1]);
    expect(named.filter((script) => !scripts.includes(script ?? ""))).toEqual([]);
    const words = [...markdown.matchAll(/(?:`|^ *)\.\/dev (\w+)/gm)].map((match) => match[1]);
    const known = [...textOf("dev").matchAll(/^(\w+)\)/gm)].map((match) => match[1]);
    expect(words.filter((word) => !known.includes(word))).toEqual([]);
  });

  it("names only error codes of the table", () => {
    const named = [...markdown.matchAll(/`([a-z]+(?:_[a-z]+)+)`(?= \(exit|, exit| error)/g)].map((match) => match[1]!);
    expect(named.filter((code) => !(code in errorCodes))).toEqual([]);
  });
});

describe("the reference of config.toml", () => {
  const block = /```toml\n([\s\S]*?)```/.exec(textOf("docs/configuration.md"))?.[1] ?? "";

  it("is a file that is accepted as it stands", () => {
    expect(() =>
      readConfig(block, () => "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"),
    ).not.toThrow();
  });

  it("has every key that is accepted", () => {
    const sources = globSync("src-main/core/config/read*.ts", { cwd: root }).map(textOf).join("\n");
    const keys = [
      ...sources.matchAll(/\.(?:string|requiredString|integer|strings|word|table|tables)\(\s*"([a-z_]+)"/g),
    ];
    expect(keys.length).toBeGreaterThan(20);
    const documented = textOf("docs/configuration.md");
    expect(keys.map((match) => match[1]!).filter((key) => !new RegExp(`\\b${key}\\b`).test(documented))).toEqual([]);
  });
});

describe("SECURITY.md", () => {
  it("names for each promise a file that keeps it and a test that proves it", () => {
    const rows = textOf("SECURITY.md")
      .split("\n")
      .filter((line) => /^\| \d+ \|/.test(line));
    expect(rows.length).toBeGreaterThanOrEqual(8);
    for (const row of rows) {
      const [, , , keeps = "", proves = ""] = row.split("|");
      for (const path of codeSpans(keeps).filter((span) => span.includes("/")))
        expect(existsSync(join(root, "src-main", path)), path).toBe(true);
      const tests = codeSpans(proves).filter((span) => span.endsWith(".test.ts"));
      expect(tests.length, row).toBeGreaterThan(0);
      for (const path of tests) expect(existsSync(join(root, "tests", path)), path).toBe(true);
    }
  });
});
