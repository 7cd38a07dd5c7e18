import { toast } from "sonner";
import { client } from "../../connection/connection.ts";
import { traffic } from "../../format/formats.ts";

/** Saves the matching records as a file. The core builds it, from records that hold no secret. */
export async function exportAudit(format: "jsonl" | "har", where: string | undefined): Promise<void> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const note = toast.loading("Exporting…");
  try {
    let size = 0;
    for await (const { bytes } of client().audit.export({ format, ...(where === undefined ? {} : { where }) })) {
      pieces.push(bytes.slice());
      size += bytes.length;
      toast.loading(`Exporting… ${traffic(size)}`, { id: note });
    }
    const type = format === "har" ? "application/json" : "application/jsonl";
    download(`clauderon-audit-${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.${format}`, type, pieces);
    toast.success(`Exported ${traffic(size)}. It holds no secret.`, { id: note });
  } catch (error) {
    toast.error((error as Error).message, { id: note });
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
