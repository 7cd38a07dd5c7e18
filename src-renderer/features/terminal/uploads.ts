import { toast } from "sonner";
import type { ClauderonClient } from "../../../src-shared/contract/index.ts";
import { plural } from "../../format/formats.ts";

const mostFiles = 20;

/** Puts files into the session's uploads, one after the other, and tells the path of each inside the container. */
export async function uploadFiles(
  client: () => ClauderonClient,
  session: string,
  files: readonly File[],
  hear: { readonly onNote: (note: string | null) => void; readonly onPath: (path: string) => void },
): Promise<void> {
  const chosen = files.slice(0, mostFiles);
  const paths: string[] = [];
  for (const [at, file] of chosen.entries()) {
    hear.onNote(`Uploading ${at + 1} of ${plural(chosen.length, "file")}…`);
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const { path } = await client().sessions.upload({ session, name: nameOf(file), bytes });
      hear.onPath(path);
      paths.push(path);
    } catch (error) {
      toast.error((error as Error).message);
    }
  }
  if (files.length > mostFiles) toast.error(`Only the first ${mostFiles} files were uploaded.`);
  hear.onNote(paths.length === 0 ? null : `Uploaded ${paths.join(", ")}. Its path is typed; Enter is yours.`);
}

/** A pasted picture has no name of its own. */
function nameOf({ name, type }: File): string {
  return name || `pasted.${type.split("/")[1]?.replace(/[^a-z0-9]/g, "") || "bin"}`;
}
