// Verifies a Clauderon audit log without Clauderon: node verify-audit.mjs [HOME, by default ~/.clauderon]
import { createHash, verify } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const home = process.argv[2] ?? process.env.CLAUDERON_HOME ?? join(homedir(), ".clauderon");
const read = (...path) => (existsSync(join(home, ...path)) ? readFileSync(join(home, ...path), "utf8") : "");
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const zeros = "0".repeat(64);
const head = { seq: 0, checkpoint: 0, ...JSON.parse(read("audit", "head.json") || "{}") };
const signed = read("audit", "checkpoints.jsonl").split("\n"); // Before the log: what was signed must be there.
const live = read("audit.jsonl"); // Before the segments: if it is rotated now, they hold it again, which is seen.
const names = existsSync(join(home, "audit")) ? readdirSync(join(home, "audit")) : [];
const segments = names
  .filter((name) => /^\d+-\d+\.jsonl$/.test(name))
  .sort((a, b) => parseInt(a, 10) - parseInt(b, 10));
let [seq, hash, first, checkpoints, previous] = [0, zeros, 1, 0, zeros];
const say = (what, status) => {
  console.log(what);
  process.exit(status);
};
const intact = () => `${seq - first + 1} records before it are intact.`;
const fail = (what) => say(`Record #${seq + 1} ${what}. ${intact()}`, 1);
const failSigned = (what) => say(`Checkpoint ${checkpoints + 1} ${what}.`, 1);
process.on("uncaughtException", () => fail("does not read"));

const marks = new Map();
for (const line of signed.slice(0, -1)) {
  const { signature, timestamp, ...rest } = JSON.parse(line);
  const bytes = Buffer.from(signature, "base64");
  const canonical = JSON.stringify({ ...rest, signature: bytes.toString("base64"), timestamp }) === line;
  const said = Buffer.from(JSON.stringify({ ...rest, timestamp }));
  if (!canonical || !verify(null, said, read("audit-key.pub.pem"), bytes))
    failSigned("does not bear the signature of this log's key");
  if (rest.number !== checkpoints + 1) failSigned("is missing or out of place");
  if (rest.previous !== previous) failSigned("does not continue the checkpoint before it");
  if (rest.kind === "pruned") [seq, hash, first] = [rest.seq, rest.hash, rest.seq + 1];
  marks.set(rest.seq, rest.hash);
  [checkpoints, previous] = [rest.number, sha256(line)];
}
if (signed.at(-1) !== "") failSigned("is unfinished");
if (checkpoints < head.checkpoint) failSigned("is missing: the end was cut off");
if (head.seq > seq) marks.set(head.seq, marks.get(head.seq) ?? head.hash);

const inOrder = (value) => Object.keys(value ?? {}).every((key, at, keys) => at === 0 || keys[at - 1] < key);
const check = (text) => {
  const lines = text.split("\n");
  for (const line of lines.slice(0, -1)) {
    const record = JSON.parse(line);
    const { hash: own, ...rest } = record;
    const canonical = JSON.stringify(record) === line && inOrder(record) && inOrder(record.usage);
    if (!canonical || sha256(JSON.stringify(rest)) !== own) fail("was changed after it was written");
    if (record.seq !== seq + 1) fail(`is missing or out of place: #${record.seq} stands there`);
    if (record.prev_hash !== hash) fail("does not continue the record before it");
    if ((marks.get(record.seq) ?? own) !== own) fail("is not the one that was signed or acknowledged");
    [seq, hash] = [record.seq, own];
  }
  if (lines.at(-1) !== "") fail("is unfinished: the log ends within it");
};
for (const name of segments) check(read("audit", name));
if (segments.length === 0 || !read("audit", segments.at(-1)).startsWith(live)) check(live);
const last = Math.max(...marks.keys(), 0);
if (seq < last) fail(`is missing: the log was written up to #${last}`);
say(`${seq - first + 1} records are complete and unaltered, ${checkpoints} checkpoints are signed. Head: ${hash}`, 0);
