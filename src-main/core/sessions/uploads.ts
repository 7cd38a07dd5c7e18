import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { lstat, open } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../../../src-shared/rpc/errors.ts";
import { sessionPaths } from "../home.ts";
import { giveTo } from "./owner.ts";
import type { SessionParts } from "./parts.ts";
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
  const folder = sessionPaths(options.home, record.id).uploads;
  if (!(await lstat(folder).catch(() => null))?.isDirectory()) {
    throw new AppError("unsafe_path", `${folder} is not a folder, so nothing is written there.`);
  }
  const name = uploadName(file.name, randomBytes(4).toString("hex"));
  const path = join(folder, name);
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const handle = await open(path, flags, 0o600);
  try {
    await handle.writeFile(file.bytes);
  } finally {
    await handle.close();
  }
  await giveTo(owner, path);
  return `${insideFolder}/${name}`;
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
