import { open } from "node:fs/promises";
import { dialog } from "electron";
import type { ClauderonClient } from "../../src-shared/contract/index.ts";

/** Saves the whole log where a person says. The core builds the file, from records that hold no secret. */
export async function exportAudit(client: ClauderonClient, now: Date): Promise<void> {
  const { filePath } = await dialog.showSaveDialog({
    title: "Export audit",
    defaultPath: `clauderon-audit-${now.toISOString().slice(0, 10)}.jsonl`,
    filters: [
      { name: "JSON lines", extensions: ["jsonl"] },
      { name: "HTTP archive", extensions: ["har"] },
    ],
  });
  if (!filePath) return;
  const file = await open(filePath, "w", 0o600);
  try {
    const format = filePath.endsWith(".har") ? "har" : "jsonl";
    for await (const { bytes } of client.audit.export({ format })) await file.write(bytes);
  } finally {
    await file.close();
  }
}
