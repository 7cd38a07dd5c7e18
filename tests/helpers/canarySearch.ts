import { spawn } from "node:child_process";
import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";

/** Every written form of a secret that the search knows: raw, three base64 alignments, URL-encoded, hex. */
export function writtenForms(secret: string): Buffer[] {
  const bytes = Buffer.from(secret);
  const aligned = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64");
    // Characters that mix with what stands before or after the secret are left out.
    const from = shift === 0 ? 0 : 4;
    const whole = text.replace(/=+$/, "");
    return whole.slice(from, whole.length - (((bytes.length + shift) * 4) % 3 === 0 ? 0 : 2));
  });
  const urlEncoded = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  const texts = [secret, encodeURIComponent(secret), ...aligned, urlEncoded, bytes.toString("hex")];
  return [...new Set(texts)].map((text) => Buffer.from(text));
}

/** Which forms of the secret a byte string holds. */
export function formsIn(haystack: Buffer, forms: readonly Buffer[]): string[] {
  return forms.filter((form) => haystack.includes(form)).map((form) => form.toString());
}

/** Searches a stream, also across its chunks. */
export async function searchStream(stream: Readable, forms: readonly Buffer[]): Promise<boolean> {
  const overlap = Math.max(...forms.map((form) => form.length)) - 1;
  let tail = Buffer.alloc(0);
  let found = false;
  for await (const chunk of stream) {
    if (found) continue;
    const window = Buffer.concat([tail, chunk as Buffer]);
    found = formsIn(window, forms).length > 0;
    tail = Buffer.from(window.subarray(Math.max(0, window.length - overlap)));
  }
  return found;
}

/** Paths of files below a folder that hold the secret, `skip` aside. Links are not followed. */
export async function searchFolder(
  folder: string,
  forms: readonly Buffer[],
  skip: readonly string[] = [],
): Promise<string[]> {
  const hits: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (skip.includes(path)) continue;
    if (entry.isDirectory()) hits.push(...(await searchFolder(path, forms, skip)));
    else if (entry.isFile() && (await searchStream(createReadStream(path), forms))) hits.push(path);
  }
  return hits;
}

/** Processes whose command line, or environment, holds the secret; those in `exempt` may hold it in their environment. */
export function searchProcesses(forms: readonly Buffer[], exempt: readonly number[]): string[] {
  const hits: string[] = [];
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    for (const part of ["cmdline", "environ"]) {
      if (part === "environ" && exempt.includes(Number(pid))) continue;
      const content = readOrEmpty(`/proc/${pid}/${part}`);
      if (formsIn(content, forms).length > 0) hits.push(`/proc/${pid}/${part}`);
    }
  }
  return hits;
}

/** Whether the output of a command holds the secret: `docker export`, `docker inspect`, `docker logs`. */
export async function searchCommand(command: readonly string[], forms: readonly Buffer[]): Promise<boolean> {
  const child = spawn(command[0]!, command.slice(1), { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve());
  });
  const found = await Promise.all([searchStream(child.stdout, forms), searchStream(child.stderr, forms)]);
  await ended;
  return found.includes(true);
}

function readOrEmpty(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}
