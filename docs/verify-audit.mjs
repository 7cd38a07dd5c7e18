// Verifies a Clauderon audit log without Clauderon: node verify-audit.mjs [HOME, by default ~/.clauderon]
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const home = process.argv[2] ?? process.env.CLAUDERON_HOME ?? join(homedir(), ".clauderon");
const read = (...path) => (existsSync(join(home, ...path)) ? readFileSync(join(home, ...path), "utf8") : "");
const head = JSON.parse(read("audit", "head.json") || '{"seq":0}');
const live = read("audit.jsonl"); // Before the segments: if it is rotated now, they hold it again, which is seen.
const names = existsSync(join(home, "audit")) ? readdirSync(join(home, "audit")) : [];
const segments = names
  .filter((name) => /^\d+-\d+\.jsonl$/.test(name))
  .sort((a, b) => parseInt(a, 10) - parseInt(b, 10));
let [seq, hash] = [0, "0".repeat(64)];
const fail = (what) => {
  console.log(`Record #${seq + 1} ${what}. ${seq} records before it are intact.`);
  process.exit(1);
};
process.on("uncaughtException", () => fail("does not read"));
const sorted = (value) => Object.keys(value ?? {}).every((key, at, keys) => at === 0 || keys[at - 1] < key);
const check = (text) => {
  const lines = text.split("\n");
  for (const line of lines.slice(0, -1)) {
    const record = JSON.parse(line);
    const { hash: own, ...rest } = record;
    const canonical = JSON.stringify(record) === line && sorted(record) && sorted(record.usage);
    const digest = createHash("sha256").update(JSON.stringify(rest)).digest("hex");
    if (!canonical || digest !== own) fail("was changed after it was written");
    if (record.seq !== seq + 1) fail(`is missing or out of place: #${record.seq} stands there`);
    if (record.prev_hash !== hash) fail("does not continue the record before it");
    if (record.seq === head.seq && own !== head.hash) fail("is not the one that was acknowledged");
    [seq, hash] = [record.seq, own];
  }
  if (lines.at(-1) !== "") fail("is unfinished: the log ends within it");
};
for (const name of segments) check(read("audit", name));
if (segments.length === 0 || !read("audit", segments.at(-1)).startsWith(live)) check(live);
if (seq < head.seq) fail(`is missing: the log was acknowledged up to #${head.seq}`);
console.log(`${seq} records are complete and unaltered. Head: ${hash}`);
