import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** Objects of a stream of JSON lines. The engine cuts its chunks anywhere, also inside a character. */
export async function* jsonLines<T>(stream: Readable): AsyncIterable<T> {
  const decoder = new StringDecoder("utf8");
  let carry = "";
  for await (const chunk of stream) {
    const lines = (carry + decoder.write(chunk as Buffer)).split("\n");
    carry = lines.pop() ?? "";
    for (const line of lines) if (line.trim()) yield JSON.parse(line) as T;
  }
  if (carry.trim()) yield JSON.parse(carry) as T;
}
