import { createHash } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { createInflate, inflateSync } from "node:zlib";
import { Undecidable } from "./bodyFacts.ts";
import { applyDelta } from "./packDelta.ts";

export type ObjectType = "commit" | "tree" | "blob" | "tag";
const types: Readonly<Record<number, ObjectType>> = { 1: "commit", 2: "tree", 3: "blob", 4: "tag" };

export interface PackObject {
  readonly type: ObjectType;
  readonly content: Buffer;
}

const maxObjects = 500_000;
/** Of commits, trees and tags, which are kept; files are only passed over. */
const maxKept = 128 * 1024 * 1024;
const maxInflated = 1024 * 1024 * 1024;
/** From here on a file is not unpacked in one go: that would hold up the thread, and its memory. */
const largeFile = 1024 * 1024;
/** Longer than this the thread does not go without looking after its other requests. */
const sliceMs = 4;

interface Waiting {
  readonly offset: number;
  readonly base: string;
  readonly delta: Buffer;
}

/** Commits, trees and tags of a pack by id. Throws `Undecidable` for one that needs objects from elsewhere. */
export async function readPack(pack: Buffer): Promise<Map<string, PackObject>> {
  return new PackReader(pack).read();
}

class PackReader {
  readonly #pack: Buffer;
  readonly #byId = new Map<string, PackObject>();
  /** By where it begins; null for a file. */
  readonly #byOffset = new Map<number, PackObject | null>();
  readonly #waiting: Waiting[] = [];
  #kept = 0;
  #inflated = 0;

  constructor(pack: Buffer) {
    this.#pack = pack;
  }

  async read(): Promise<Map<string, PackObject>> {
    const pack = this.#pack;
    if (pack.length < 32 || pack.toString("latin1", 0, 4) !== "PACK") throw new Undecidable("its pack cannot be read");
    const [version, count] = [pack.readUInt32BE(4), pack.readUInt32BE(8)];
    if ((version !== 2 && version !== 3) || count > maxObjects)
      throw new Undecidable("its pack is too large to look at");
    let at = 12;
    let slice = performance.now();
    for (let number = 0; number < count; number++) {
      at = await this.#readObject(at);
      if (performance.now() - slice < sliceMs) continue;
      await turn();
      slice = performance.now();
    }
    if (at + 20 !== pack.length) throw new Undecidable("its pack does not end where it should");
    await this.#resolveWaiting();
    return this.#byId;
  }

  async #readObject(offset: number): Promise<number> {
    const pack = this.#pack;
    let at = offset;
    let byte = this.#byte(at++);
    const type = (byte >> 4) & 7;
    let size = byte & 15;
    for (let shift = 4; byte & 0x80; shift += 7) {
      byte = this.#byte(at++);
      if (shift > 32) throw new Undecidable("its pack cannot be read");
      size += (byte & 0x7f) * 2 ** shift;
    }
    if (type === 6) {
      byte = this.#byte(at++);
      let distance = byte & 0x7f;
      while (byte & 0x80) {
        byte = this.#byte(at++);
        distance = (distance + 1) * 128 + (byte & 0x7f);
      }
      const { content, next } = this.#inflate(at, size);
      const base = this.#byOffset.get(offset - distance);
      if (base === undefined) throw new Undecidable("its pack builds on what is not in it");
      if (base === null) this.#byOffset.set(offset, null);
      else this.#keep(offset, base.type, applyDelta(base.content, content));
      return next;
    }
    if (type === 7) {
      const base = pack.toString("hex", at, at + 20);
      const { content, next } = this.#inflate(at + 20, size);
      this.#waiting.push({ offset, base, delta: content });
      this.#count(content.length);
      return next;
    }
    const known = types[type];
    if (known === undefined) throw new Undecidable("its pack cannot be read");
    if (known === "blob") {
      this.#byOffset.set(offset, null);
      return size > largeFile ? this.#passOver(at, size) : this.#inflate(at, size).next;
    }
    const { content, next } = this.#inflate(at, size);
    this.#keep(offset, known, content);
    return next;
  }

  /** Returns its id. */
  #keep(offset: number, type: ObjectType, content: Buffer): string {
    this.#count(content.length);
    const object = { type, content };
    this.#byOffset.set(offset, object);
    const id = createHash("sha1").update(`${type} ${content.length}\0`).update(content).digest("hex");
    this.#byId.set(id, object);
    return id;
  }

  #count(bytes: number): void {
    this.#kept += bytes;
    if (this.#kept > maxKept) throw new Undecidable("its pack is too large to look at");
  }

  #countInflated(size: number): void {
    this.#inflated += size;
    if (this.#inflated > maxInflated) throw new Undecidable("its pack is too large to look at");
  }

  /** A large file, of which only its end is of interest: piece by piece, without keeping it. */
  async #passOver(at: number, size: number): Promise<number> {
    this.#countInflated(size);
    const inflate = createInflate();
    inflate.end(this.#pack.subarray(at));
    let length = 0;
    try {
      for await (const piece of inflate) {
        length += (piece as Buffer).length;
        if (length > size) break;
      }
    } catch {
      length = -1;
    }
    if (length !== size) throw new Undecidable("its pack cannot be read");
    return at + inflate.bytesWritten;
  }

  #inflate(at: number, size: number): { content: Buffer; next: number } {
    this.#countInflated(size);
    if (size > maxKept) throw new Undecidable("its pack is too large to look at");
    try {
      const options = { info: true, maxOutputLength: Math.max(size, 1) };
      const { buffer, engine } = inflateSync(this.#pack.subarray(at), options) as unknown as {
        buffer: Buffer;
        engine: { bytesWritten: number };
      };
      if (buffer.length === size) return { content: buffer, next: at + engine.bytesWritten };
    } catch {
      // Said below.
    }
    throw new Undecidable("its pack cannot be read");
  }

  /** A base may come after what builds on it. Each is looked at once, in whatever order a hostile pack has them. */
  async #resolveWaiting(): Promise<void> {
    const byBase = new Map<string, Waiting[]>();
    for (const waiting of this.#waiting) {
      const known = byBase.get(waiting.base);
      if (known) known.push(waiting);
      else byBase.set(waiting.base, [waiting]);
    }
    const ready = [...byBase.keys()].filter((id) => this.#byId.has(id));
    let slice = performance.now();
    for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
      const base = this.#byId.get(id) as PackObject;
      const onIt = byBase.get(id) ?? [];
      byBase.delete(id);
      for (const { offset, delta } of onIt) {
        ready.push(this.#keep(offset, base.type, applyDelta(base.content, delta)));
        if (performance.now() - slice < sliceMs) continue;
        await turn();
        slice = performance.now();
      }
    }
    if (byBase.size > 0) throw new Undecidable("its pack builds on what is not in it");
  }

  #byte(at: number): number {
    const byte = this.#pack[at];
    if (byte === undefined) throw new Undecidable("its pack cannot be read");
    return byte;
  }
}
