import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Of vitest's JSON report, what is counted. */
interface Report {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

// Adds up what the layers left in a folder. A layer without a result or without a test counts as one failure.
const [folder = "", ...layers] = process.argv.slice(2);
const rows = layers.map((layer) => ({ layer, ...countsOf(folder, layer) }));
for (const { layer, ...counts } of rows) console.log(`${layer.padEnd(10)}${sentence(counts)}`);
const total = rows.reduce(add, { passed: 0, failed: 0, skipped: 0 });
console.log(sentence(total));
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

function countsOf(results: string, layer: string): Counts {
  const checks = join(results, `${layer}.txt`);
  if (existsSync(checks)) {
    const lines = readFileSync(checks, "utf8").trim().split("\n");
    const passed = lines.filter((line) => line.startsWith("passed")).length;
    return { passed, failed: lines.length - passed, skipped: 0 };
  }
  const path = join(results, `${layer}.json`);
  if (!existsSync(path)) return { passed: 0, failed: 1, skipped: 0 };
  return countsOfReport(JSON.parse(readFileSync(path, "utf8")) as Report);
}

function countsOfReport(report: Report): Counts {
  const failed = report.testResults.map(({ status, assertionResults }) => {
    const tests = assertionResults.filter((test) => test.status === "failed").length;
    // A file that could not be loaded, or whose hooks failed, has no failed test to show for it.
    return status === "failed" ? Math.max(1, tests) : tests;
  });
  const sum = failed.reduce((total, count) => total + count, 0);
  const ran = report.testResults.length > 0;
  return {
    passed: report.numPassedTests,
    failed: ran ? sum : 1,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function add(left: Counts, right: Counts): Counts {
  return {
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
  };
}

function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
