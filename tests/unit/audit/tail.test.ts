import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { AuditWriter } from "../../../src-main/core/audit/auditWriter.ts";
import { listSegments } from "../../../src-main/core/audit/segments.ts";
import { auditEntry } from "../../helpers/auditEntry.ts";
import { auditHome } from "../../helpers/auditHome.ts";

it("the documented `tail -F audit.jsonl | jq` shows each record as it comes, also over rotation", async () => {
  await using at = auditHome();
  const writer = await AuditWriter.open({ home: at.home, segmentBytes: 12_000 });
  writer.append(auditEntry({ host: "first.example" }));
  // --pid ends tail when the shell that started it is gone; jq ends with tail.
  const command =
    'exec 2>/dev/null; tail -F -n +1 -s 0.05 --pid=$$ "$1" | jq --unbuffered -rc "[.seq, .host, .decision]"';
  const shell = spawn("sh", ["-c", command, "sh", at.home.auditLog], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  const shown: unknown[] = [];
  createInterface({ input: shell.stdout }).on("line", (line) => shown.push(JSON.parse(line)));
  try {
    await expect.poll(() => shown).toEqual([[1, "first.example", "allow"]]);
    for (let seq = 2; seq <= 60; seq++) {
      writer.append(auditEntry({ host: `host-${seq}.example`, decision: seq % 2 ? "allow" : "deny" }));
      // A follower by name needs a look at each file before the next takes its place.
      await expect.poll(() => shown.length).toBe(seq);
    }
    expect(listSegments(at.home).length).toBeGreaterThan(2);
    expect(shown.slice(1)).toEqual(
      Array.from({ length: 59 }, (_, index) => [index + 2, `host-${index + 2}.example`, index % 2 ? "allow" : "deny"]),
    );
  } finally {
    process.kill(-shell.pid!, "SIGTERM");
    await once(shell, "close");
    await writer.close();
  }
});
