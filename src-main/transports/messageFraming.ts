/** Largest message on a byte stream. Longer ones end the connection: no call or event comes near it. */
const maxMessageBytes = 16 * 1024 * 1024;
const headerBytes = 4;

/** The start of a message prefixed with the length of the whole, 4 bytes big-endian; `tailBytes` follow it. */
export function messageHead(head: Uint8Array, tailBytes = 0): Buffer {
  const framed = Buffer.allocUnsafe(headerBytes + head.length);
  framed.writeUInt32BE(head.length + tailBytes, 0);
  framed.set(head, headerBytes);
  return framed;
}

/** Splits a byte stream back into messages. Throws when a length is over the limit. */
export class MessageSplitter {
  #chunks: Buffer[] = [];
  #held = 0;

  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#held += chunk.length;
    const messages: Buffer[] = [];
    for (let next = this.#take(); next; next = this.#take()) messages.push(next);
    return messages;
  }

  #take(): Buffer | null {
    if (this.#held < headerBytes) return null;
    if (this.#chunks[0]!.length < headerBytes) this.#join();
    const length = this.#chunks[0]!.readUInt32BE(0);
    if (length > maxMessageBytes) throw new Error(`A message of ${length} bytes is over the limit.`);
    if (this.#held < headerBytes + length) return null;
    this.#join();
    const all = this.#chunks[0]!;
    const message = all.subarray(headerBytes, headerBytes + length);
    const rest = all.subarray(headerBytes + length);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#held = rest.length;
    return message;
  }

  #join(): void {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
  }
}
