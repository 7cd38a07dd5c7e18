import { toast } from "sonner";
import { client } from "../../connection/connection.ts";
import { traffic } from "../../format/formats.ts";
import type { AuditFilter } from "./auditView.ts";

/** Saves the matching records as a file. The core builds it, from records that hold no secret. */
export async function exportAudit(format: "jsonl" | "har", filter: AuditFilter): Promise<void> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const stream = client().audit.export({ format, ...filter });
  let cancelled = false;
  const action = {
    label: "Cancel",
    onClick: (): void => {
      cancelled = true;
      stream.cancel();
    },
  };
  const note = toast.loading("Exporting…", { action });
  try {
    let size = 0;
    for await (const { bytes } of stream) {
      pieces.push(bytes.slice());
      size += bytes.length;
      toast.loading(`Exporting… ${traffic(size)}`, { id: note, action });
    }
    if (cancelled) {
      toast("Export cancelled. Nothing was saved.", { id: note, action: undefined });
      return;
    }
    const type = format === "har" ? "application/json" : "application/jsonl";
    download(`clauderon-audit-${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.${format}`, type, pieces);
    toast.success(`Exported ${traffic(size)}. It holds no secret.`, { id: note, action: undefined });
  } catch (error) {
    if (cancelled) toast("Export cancelled. Nothing was saved.", { id: note, action: undefined });
    else toast.error((error as Error).message, { id: note, action: undefined });
  }
}

/** Hands a file to the browser, which asks where to put it. */
export function download(name: string, type: string, pieces: BlobPart[]): void {
  const address = URL.createObjectURL(new Blob(pieces, { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
