import { type RefUpdate, Undecidable } from "./bodyFacts.ts";

export interface PushHead {
  readonly commands: readonly RefUpdate[];
  /** Where the pack begins. */
  readonly packAt: number;
}

const command = /^([0-9a-f]{40}) ([0-9a-f]{40}) (refs\/[^\x00-\x20\x7f~^:?*[\\]+)$/;

/** Reads the commands at the head of a git-receive-pack request. Throws `Undecidable` for anything unusual. */
export function readPushHead(body: Buffer): PushHead {
  const commands: RefUpdate[] = [];
  let capabilities: string | null = null;
  let at = 0;
  for (;;) {
    const { line, next } = pktLine(body, at);
    at = next;
    if (line === null) break;
    const zero = line.indexOf("\0");
    const text = (zero === -1 ? line : line.slice(0, zero)).replace(/\n$/, "");
    if (zero !== -1) capabilities ??= line.slice(zero + 1);
    if (/^shallow [0-9a-f]{40}$/.test(text)) continue;
    const match = command.exec(text);
    // A signed push holds its commands in its certificate; other objects have longer names.
    if (!match) throw new Undecidable("its push has a form that is not known here");
    commands.push({ before: match[1]!, after: match[2]!, ref: match[3]! });
  }
  if (capabilities?.split(" ").some((name) => name.trim() === "push-options")) {
    for (let line: string | null = ""; line !== null; ) ({ line, next: at } = pktLine(body, at));
  }
  return { commands, packAt: at };
}

/** One line, or null for the end of a section. */
function pktLine(body: Buffer, at: number): { line: string | null; next: number } {
  const head = body.toString("latin1", at, at + 4);
  if (!/^[0-9a-fA-F]{4}$/.test(head)) throw new Undecidable("its push cannot be read");
  const length = Number.parseInt(head, 16);
  if (length === 0) return { line: null, next: at + 4 };
  if (length < 4 || at + length > body.length) throw new Undecidable("its push cannot be read");
  // As bytes: a name in another encoding is compared byte for byte.
  return { line: body.toString("latin1", at + 4, at + length), next: at + length };
}

/** `no-thin` among the capabilities of a ref advertisement, so that packs hold all that they build on. */
export function withoutThinPacks(answer: Buffer): Buffer {
  let at = 0;
  for (let lines = 0; lines < 4; lines++) {
    const { line, next } = pktLine(answer, at);
    const zero = line?.indexOf("\0") ?? -1;
    if (line !== null && zero !== -1) {
      const changed = Buffer.from(`${line.slice(0, zero + 1)}no-thin ${line.slice(zero + 1)}`, "latin1");
      const size = (changed.length + 4).toString(16).padStart(4, "0");
      return Buffer.concat([answer.subarray(0, at), Buffer.from(size), changed, answer.subarray(next)]);
    }
    at = next;
  }
  return answer;
}
