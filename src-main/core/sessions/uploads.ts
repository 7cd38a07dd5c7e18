import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { open, unlink } from "node:fs/promises";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { sessionPaths } from "../home.ts";
import { HeldFolder } from "./heldFolder.ts";
import type { SessionParts } from "./parts.ts";
import type { Owner } from "./ports.ts";
import type { SessionRecord } from "./sessionStore.ts";

/** Where a session sees its uploads. */
const insideFolder = "/workspace/.clauderon/uploads";
const maxUploadBytes = 15 * 1024 * 1024;

/**
 * Puts a file into a session's uploads and returns its path inside. The folder is writable by the container while we
 * write: the name is new and random, nothing is followed, and nothing that exists is opened.
 */
export async function writeUpload(
  { options, owner }: SessionParts,
  record: SessionRecord,
  file: { readonly name: string; readonly bytes: Uint8Array },
): Promise<string> {
  if (file.bytes.length > maxUploadBytes) {
    throw new AppError(
      "usage",
      "A file of more than 15 MiB cannot be uploaded.",
      `Copy it into ${sessionPaths(options.home, record.id).uploads}.`,
    );
  }
  const { uploads } = sessionPaths(options.home, record.id);
  const folder = await HeldFolder.open(uploads);
  if (folder === null) throw new AppError("unsafe_path", `${uploads} is not a folder, so nothing is written there.`);
  const name = uploadName(file.name, randomBytes(4).toString("hex"));
  try {
    await writeNew(folder.at(name), file.bytes, owner);
  } finally {
    await folder.close();
  }
  return `${insideFolder}/${name}`;
}

async function writeNew(path: Buffer, bytes: Uint8Array, owner: Owner): Promise<void> {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const handle = await open(path, flags, 0o600);
  try {
    await handle.writeFile(bytes);
    // By its handle: the agent may have put something else under its name.
    if (process.getuid?.() === 0) await handle.chown(owner.uid, owner.gid);
  } catch (error) {
    await unlink(path).catch(() => {});
    throw error;
  } finally {
    await handle.close();
  }
}

/** `Screen Shot.png` becomes `Screen-Shot-1a2b3c4d.png`: flat, without anything a shell or a person could misread. */
export function uploadName(given: string, suffix: string): string {
  const base = given.split(/[/\\]/).at(-1) ?? "";
  const dot = base.lastIndexOf(".");
  const [stem, extension] = dot > 0 ? [base.slice(0, dot), base.slice(dot + 1)] : [base, ""];
  const plain = (text: string, length: number): string =>
    text
      .normalize("NFKD")
      .replace(/[^A-Za-z0-9_-]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, length);
  const shortExtension = plain(extension, 12);
  return `${plain(stem, 60) || "file"}-${suffix}${shortExtension ? `.${shortExtension}` : ""}`;
}
