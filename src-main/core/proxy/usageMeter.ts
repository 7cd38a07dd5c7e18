import type { Usage } from "../../../src-shared/model/auditRecord.ts";
import { readUsage, type UsageFacts } from "./usageFacts.ts";

/** Longer than any event with usage in it; a longer line is not kept. */
const maxLineBytes = 256 * 1024;
const maxJsonBytes = 1024 * 1024;
const newline = 0x0a;
/** Events that carry usage: Anthropic's and OpenAI's. */
const eventNames = new Set(["message_start", "message_delta", "response.completed", "response.incomplete"]);
const eventField = Buffer.from("event:");
const dataField = Buffer.from("data:");
const usageField = Buffer.from('"usage');

/** Watches the bytes of an answer as they pass and keeps only those that say what it cost. */
export interface UsageMeter {
  feed(chunk: Buffer): void;
  result(): { usage: Usage; oneHourTokens: number } | null;
}

/** Null where an answer cannot carry usage. It is fed with what is not encoded. */
export function createUsageMeter(contentType: string | null): UsageMeter | null {
  if (contentType?.startsWith("text/event-stream")) return new StreamMeter();
  if (contentType?.startsWith("application/json")) return new JsonMeter();
  return null;
}

class JsonMeter implements UsageMeter {
  #chunks: Buffer[] | null = [];
  #bytes = 0;

  feed(chunk: Buffer): void {
    if (!this.#chunks) return;
    this.#bytes += chunk.length;
    if (this.#bytes > maxJsonBytes) this.#chunks = null;
    else this.#chunks.push(chunk);
  }

  result(): UsageFacts | null {
    const body = this.#chunks && Buffer.concat(this.#chunks);
    return body?.includes(usageField) ? readUsage(parse(body), null) : null;
  }
}

class StreamMeter implements UsageMeter {
  #facts: UsageFacts | null = null;
  /** Start of a line whose end has not come yet; empty while the line is of no interest. */
  #rest: Buffer[] = [];
  #restBytes = 0;
  #skipping = false;
  #wanted: boolean | null = null;

  feed(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      const end = chunk.indexOf(newline, at);
      if (end === -1) {
        this.#keep(chunk.subarray(at));
        return;
      }
      if (!this.#skipping) this.#line(this.#whole(chunk.subarray(at, end)));
      this.#rest = [];
      this.#restBytes = 0;
      this.#skipping = false;
      at = end + 1;
    }
  }

  result(): UsageFacts | null {
    return this.#facts;
  }

  #whole(last: Buffer): Buffer {
    return this.#rest.length === 0 ? last : Buffer.concat([...this.#rest, last]);
  }

  #keep(part: Buffer): void {
    if (this.#skipping) return;
    this.#restBytes += part.length;
    // A data line of an event without usage is let go at once; anything else is short.
    const isUnwanted = this.#wanted === false && this.#restBytes > eventField.length && !this.#startsEvent(part);
    if (isUnwanted || this.#restBytes > maxLineBytes) {
      this.#skipping = true;
      this.#rest = [];
    } else this.#rest.push(part);
  }

  #startsEvent(part: Buffer): boolean {
    return startsWith(this.#whole(part), eventField);
  }

  #line(line: Buffer): void {
    if (line.length <= 1) this.#wanted = null;
    else if (startsWith(line, eventField)) this.#wanted = eventNames.has(line.toString("latin1", 6).trim());
    else if (this.#wanted !== false && startsWith(line, dataField)) {
      // Streams without event names (chat completions, Gemini) are known by the field itself.
      if (this.#wanted === null && !line.includes(usageField)) return;
      this.#facts = readUsage(parse(line.subarray(dataField.length)), this.#facts) ?? this.#facts;
    }
  }
}

function startsWith(line: Buffer, prefix: Buffer): boolean {
  return line.length >= prefix.length && line.compare(prefix, 0, prefix.length, 0, prefix.length) === 0;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return null;
  }
}
