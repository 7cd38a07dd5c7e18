import { writeSync } from "node:fs";
import { AuditWriter } from "../../src-main/core/audit/auditWriter.ts";
import { homePaths } from "../../src-main/core/home.ts";
import type { AuditEntry } from "../../src-shared/model/auditRecord.ts";
import { auditEntry } from "./auditEntry.ts";

// A program to be killed: writes intents and records as fast as it can, several requests in flight, and says on
// standard output what it began (`intent ID`), wrote (`record ID`) and heard acknowledged (`acked SEQ`).
const writer = await AuditWriter.open({ home: homePaths(), segmentBytes: Number(process.argv[2]) });
const say = (line: string) => writeSync(1, `${line}\n`);
writer.onSynced((seq) => say(`acked ${seq}`));
say("ready");

const inFlight: AuditEntry[] = [];
const turn = (): void => {
  for (let n = 0; n < 5; n++) {
    const entry = auditEntry();
    writer.intent(entry);
    say(`intent ${entry.id}`);
    inFlight.push(entry);
    if (inFlight.length > 8) {
      const done = inFlight.shift()!;
      writer.append(done);
      say(`record ${done.id}`);
    }
  }
  setImmediate(turn);
};
turn();
