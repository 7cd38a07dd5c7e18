import { createServer } from "node:https";
import type { AddressInfo } from "node:net";

/*
 * The API that every contestant talks to, in a process of its own: node bench/upstream.ts KEY CERT TOKEN. Prints its
 * port. It proves with each answer whether the real token came: status 200, else 401.
 *   /small     1 KiB
 *   /bytes/N   N bytes
 *   /stream/N  N server-sent events as a model sends them, each a write of its own, as fast as they are taken
 *   /events/N  N server-sent events, 10 ms apart, each carrying the time it was sent
 */
const [key, cert, token] = process.argv.slice(2).map((it) => it.replaceAll("|", "\n"));
const kibibyte = Buffer.alloc(1024, "x");
const block = Buffer.alloc(256 * 1024, "b");

/** Words, line breaks, quotes, code and other scripts: what a model's deltas hold, escapes included. */
const texts = [
  " the quick",
  " brown\n\n",
  ' "fox"',
  " C:\\\\dir",
  " caf\u00e9 100%",
  "\n    return x % 2;\n",
  " und so weiter",
  "}",
];
const deltas = texts.map((text, index) => {
  const delta =
    index % 2 ? { type: "input_json_delta", partial_json: JSON.stringify(text) } : { type: "text_delta", text };
  return `event: content_block_delta\ndata: ${JSON.stringify({ type: "content_block_delta", index, delta })}\n\n`;
});

const server = createServer({ key, cert, keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume();
  if (request.headers.authorization !== `Bearer ${token}`) {
    response.writeHead(401, { "content-length": 0 }).end();
    return;
  }
  const [, kind, count] = request.url?.split("/") ?? [];
  if (kind === "bytes") {
    let left = Number(count);
    response.writeHead(200, { "content-length": left });
    const more = (): void => {
      while (left > 0) {
        const piece = block.subarray(0, Math.min(left, block.length));
        left -= piece.length;
        if (!response.write(piece)) {
          response.once("drain", more);
          return;
        }
      }
      response.end();
    };
    more();
  } else if (kind === "stream") {
    let left = Number(count);
    response.writeHead(200, { "content-type": "text/event-stream" });
    const more = (): void => {
      while (left > 0) {
        left--;
        if (!response.write(deltas[left % deltas.length])) {
          response.once("drain", more);
          return;
        }
      }
      response.end();
    };
    more();
  } else if (kind === "events") {
    let left = Number(count);
    response.writeHead(200, { "content-type": "text/event-stream" });
    const timer = setInterval(() => {
      response.write(`data: ${performance.timeOrigin + performance.now()}\n\n`);
      if (--left > 0) return;
      clearInterval(timer);
      response.end();
    }, 10);
    response.on("close", () => clearInterval(timer));
  } else {
    response.writeHead(200, { "content-length": kibibyte.length }).end(kibibyte);
  }
});
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port));
// The bench closes standard input when it ends, however it ends.
process.stdin.on("end", () => process.exit(0)).resume();
